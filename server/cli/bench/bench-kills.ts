import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SingleBar } from "cli-progress";
import { MAIN_ARENA } from "../../arena/ports/arena-id.ts";
import type { Stores } from "../../arena/ports/stores.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { type Cluster, openCluster } from "../../store/embedded-postgres/cluster.ts";
import { freePort } from "../../store/embedded-postgres/free-port.ts";
import { openDatabase } from "../../store/open-database.ts";
import { openStores } from "../../store/open-stores.ts";
import { arenaServer } from "../crowd/arena-server.ts";
import { compareVotes } from "./compare-votes.ts";
import type { AcknowledgedVote } from "./kill-voter.ts";
import { type KillableProcess, startKillable } from "./killable-process.ts";
import { type KillsOptions, type KillsReport, VICTIMS, type Victim } from "./kills-report.ts";
import { playSessions } from "./play-sessions.ts";
import { until } from "./until.ts";

/** Between a vote that was acknowledged after a kill and the next kill. */
const CALM_MS = [1_000, 3_000] as const;
/** After a kill without an acknowledged vote the next one comes all the same. */
const NO_RECOVERY_MS = 60_000;
const START_MS = 180_000;
const CATCH_UP_MS = 180_000;
const POLL_MS = 50;

/** Voters play on servers of our own while web, trainer and Postgres are killed (SIGKILL) at random; then every acknowledged vote is looked up. */
export async function benchKills(
  options: KillsOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<KillsReport> {
  const { signal } = abort;
  const bar = new SingleBar({ format: "{bar} {stage}", clearOnComplete: true, gracefulExit: false });
  bar.start(options.kills, 0, { stage: "starting web, trainer and Postgres" });
  const dataDir = await mkdtemp(join(tmpdir(), "thumbwar-"));
  await chmod(dataDir, 0o755); // the embedded server may run under an account of its own
  const cluster = openCluster(dataDir);
  const port = (await freePort(0)) ?? 0;
  const env = {
    ...environment,
    ...{ DATA_DIR: dataDir, DATABASE_URL: "", PORT: String(port), HOST: "127.0.0.1", LOG_LEVEL: "warn" },
  };
  let said = "";
  const listen = (line: string) => {
    said = `${said}${line}`.slice(-4_000);
  };
  const web = startKillable("main.ts", env, listen);
  const trainer = startKillable("trainer/main.ts", env, listen);
  const playing = new AbortController();
  const acknowledged: AcknowledgedVote[] = [];
  try {
    const url = `http://127.0.0.1:${port}`;
    await until(
      () => firstModel(url, signal),
      START_MS,
      signal,
      () => `no model in the arena yet; last said: ${said}`,
    );
    const began = performance.now();
    const play = playSessions(url, options.players, playing.signal, (vote) => acknowledged.push(vote));
    play.catch((error: unknown) => abort.abort(error));
    const isVoted = (after: number) => async () => acknowledged.length > after;
    await until(isVoted(0), START_MS, signal, () => "no vote was acknowledged");

    const recoveries: Record<Victim, number[]> = { web: [], trainer: [], postgres: [] };
    for (let kill = 0; kill < options.kills; kill++) {
      await sleep(CALM_MS[0] + Math.random() * (CALM_MS[1] - CALM_MS[0]), undefined, { signal });
      const victim = await killOne({ web, trainer, postgres: cluster }, signal);
      bar.update(kill + 1, { stage: `${acknowledged.length} votes acknowledged; killed ${victim}` });
      const killed = performance.now();
      const before = acknowledged.length;
      await until(
        isVoted(before),
        NO_RECOVERY_MS,
        signal,
        () => `no vote went through after ${victim} was killed: ${said}`,
      );
      recoveries[victim].push(performance.now() - killed);
    }
    await sleep(CALM_MS[1], undefined, { signal });
    playing.abort();
    await play;
    const seconds = (performance.now() - began) / 1000;
    bar.update({ stage: "the trainer learns from what is left" });

    const database = await openDatabase({ databaseUrl: null, dataDir }, { info() {}, warn() {} });
    const stores = openStores(database.url);
    try {
      const webCode = await web.stop(); // closes the round under way
      const caughtUp = await hasLearnt(stores, signal);
      const trainerCode = await trainer.stop();
      const versions = await stores.policies.list(MAIN_ARENA);
      const unreadable: number[] = [];
      const promoted = versions.filter(({ status }) => status === "promoted");
      for (const { version, folder } of promoted)
        await readCheckpoint(join(dataDir, folder)).catch(() => unreadable.push(version));
      return {
        ...options,
        ...(await compareVotes(database.url, acknowledged)),
        ...{ seconds, recoveries, unreadable, caughtUp },
        promoted: promoted.length,
        rejected: versions.filter(({ status }) => status === "rejected").length,
        exitCodes: [webCode, trainerCode],
      };
    } finally {
      await stores.close();
      await database.stop();
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    bar.stop();
    playing.abort();
    await Promise.all([web.stop(), trainer.stop()]);
    if (cluster.isRunning()) await cluster.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function firstModel(url: string, signal: AbortSignal): Promise<boolean> {
  return (
    (await arenaServer(url, signal)
      .newestVersion()
      .catch(() => null)) !== null
  );
}

/** One that runs, at random. */
async function killOne(
  processes: { web: KillableProcess; trainer: KillableProcess; postgres: Cluster },
  signal: AbortSignal,
): Promise<Victim> {
  for (;;) {
    const victim = VICTIMS[Math.floor(Math.random() * VICTIMS.length)]!;
    const pid = victim === "postgres" ? processes.postgres.pid() : processes[victim].pid;
    if (pid !== null) {
      process.kill(pid, "SIGKILL");
      return victim;
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** Waits until the newest candidate knows every comparison; false when that takes too long. */
async function hasLearnt(stores: Stores, signal: AbortSignal): Promise<boolean> {
  const learnt = async () => {
    const known = (await stores.policies.list(MAIN_ARENA)).at(-1)?.comparisonId ?? 0;
    return (await stores.comparisons.after(MAIN_ARENA, known, 1)).length === 0;
  };
  return until(learnt, CATCH_UP_MS, signal, () => "").then(
    () => true,
    () => false,
  );
}
