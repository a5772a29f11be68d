import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readCheckpoint } from "../../../ml/model/checkpoint.ts";
import { MAIN_ARENA } from "../../../ports/arena.ts";
import type { Stores } from "../../../ports/stores.ts";
import { openStores } from "../../../store/open-stores.ts";
import { connect } from "../../../store/postgres/connect.ts";
import { openCluster } from "../../../store/postgres/embedded/cluster.ts";
import { freePort } from "../../../store/postgres/embedded/free-port.ts";
import { openDatabase } from "../../../store/postgres/open-database.ts";
import { arenaServer } from "../../servers/arena-server.ts";
import { throwAwayDataDir } from "../../servers/own-servers.ts";
import { until } from "../../servers/waiting.ts";
import { stageBar } from "../../terminal/progress.ts";
import { compareLedger, plantLoss } from "./compare-ledger.ts";
import { type PlannedKill, planKills } from "./kill-plan.ts";
import { playSessions } from "./kill-players.ts";
import { type Kill, type KillsOptions, type KillsReport, recoveriesOf } from "./kills-report.ts";
import { emptyLedger, type Ledger } from "./ledger.ts";
import { type StartedServer, startKillableCluster, startServer } from "./started-server.ts";

/** How long a vote is waited for after a kill. */
const NO_RECOVERY_MS = 60_000;
/** How long a victim that isn't there yet is waited for. */
const NO_LIFE_MS = 60_000;
const START_MS = 180_000;
/** Comparisons that a bench can have left unlearnt. */
const MOST_LEFT = 100_000;
const CATCH_UP_MS = 180_000;
const AFTER_MS = 3_000;
const POLL_MS = 10;

/**
 * Players play all modes on what `npm start` runs, while its web process, trainer and Postgres are killed (SIGKILL): one by one, at once,
 * while they recover and while they start. Then everything that was acknowledged is looked up in the database.
 */
export async function benchKills(
  options: KillsOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<KillsReport> {
  const { signal } = abort;
  const bar = stageBar(options.kills, "starting web, trainer and Postgres");
  const { dataDir, remove } = await throwAwayDataDir();
  const server = await startKilled(options, environment, dataDir, abort).catch(async (error: unknown) => {
    bar.stop();
    await remove();
    throw error;
  });
  const playing = new AbortController();
  const ledger = emptyLedger();
  try {
    const { url } = server;
    const complaint = (what: string) => () => `${what}; last said: ${server.lastWords()}`;
    await until(() => firstModel(url, signal), START_MS, signal, complaint("no model in the arena yet"));
    const began = performance.now();
    const play = playSessions(url, options.players, playing.signal, ledger);
    play.catch((error: unknown) => abort.abort(error));
    await until(async () => ledger.votes.length > 0, START_MS, signal, complaint("no vote was acknowledged"));

    const kills: Kill[] = [];
    for (const planned of planKills(options.kills, options.overlap, options.seed, options.webs)) {
      const kill = await carryOut(planned, kills.at(-1), server, ledger, signal);
      kills.push(kill);
      bar.update(kills.length, { stage: `${ledger.votes.length} votes acknowledged; killed ${kill.victim}` });
    }
    await recovered(kills.at(-1), ledger, server, signal);
    await sleep(AFTER_MS, undefined, { signal });
    playing.abort();
    await play;
    const seconds = (performance.now() - began) / 1000;
    bar.update({ stage: "the trainer learns from what is left" });
    const caughtUp = await hasLearnt(dataDir, signal);
    bar.update({ stage: "stopping" });
    const { code, leftRunning } = await server.stop();
    bar.update({ stage: "comparing with the database" });
    return {
      ...options,
      ...(await inspect(dataDir, ledger, options.plantLoss)),
      returns: ledger.returns,
      ...{ seconds, recoveries: recoveriesOf(kills, ledger.votes), caughtUp, exitCode: code, leftRunning },
    };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    bar.stop();
    playing.abort();
    await server.stop();
    await remove();
  }
}

/** What `npm start` runs, or several web processes as `npm run cluster` starts them. */
async function startKilled(
  { webs }: KillsOptions,
  environment: Readonly<Record<string, string | undefined>>,
  dataDir: string,
  abort: AbortController,
): Promise<StartedServer> {
  const database = { DATABASE_URL: "", DATABASE_DIRECT_URL: "" };
  const own = { ...environment, ...database, HOST_PASSWORD: "", LOG_LEVEL: "warn", npm_lifecycle_event: "" };
  if (webs > 1) return startKillableCluster(webs, own, dataDir, abort);
  return startServer({ ...own, HOST: "127.0.0.1", TRAINER: "on" }, dataDir, (await freePort(0)) ?? 0);
}

async function firstModel(url: string, signal: AbortSignal): Promise<boolean> {
  const newest = arenaServer(url, signal).newestVersion();
  return (await newest.catch(() => null)) !== null;
}

/** Waits for the planned moment and for the victim to be there, and kills it. */
async function carryOut(
  { victim, when, waitMs }: PlannedKill,
  last: Kill | undefined,
  server: StartedServer,
  ledger: Ledger,
  signal: AbortSignal,
): Promise<Kill> {
  if (when === "alone") await recovered(last, ledger, server, signal);
  if (when !== "start") await sleep(waitMs, undefined, { signal });
  let pid = await server.pidOf(victim);
  const deadline = performance.now() + NO_LIFE_MS;
  while (pid === null || (when === "start" && pid === last?.pid)) {
    if (performance.now() > deadline) throw new Error(`${victim} was not started again: ${server.lastWords()}`);
    await sleep(POLL_MS, undefined, { signal });
    pid = await server.pidOf(victim);
  }
  if (when === "start") await sleep(waitMs, undefined, { signal });
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself, which is as good.
  }
  return { victim, when, pid, at: performance.now() };
}

/** Waits for a vote that was sent after the kill. */
async function recovered(last: Kill | undefined, { votes }: Ledger, server: StartedServer, signal: AbortSignal) {
  if (last === undefined) return;
  const hasVoted = async () => votes.findLast(({ sentAt }) => sentAt > last.at) !== undefined;
  const complaint = () => `no vote went through after ${last.victim} was killed: ${server.lastWords()}`;
  await until(hasVoted, NO_RECOVERY_MS, signal, complaint);
}

/** Waits until the newest candidate has learnt from every comparison; false when that takes too long. */
async function hasLearnt(dataDir: string, signal: AbortSignal): Promise<boolean> {
  const url = openCluster(dataDir).url();
  if (url === null) return false;
  const stores: Stores = openStores(url);
  const learnt = async () => {
    const known = (await stores.policies.list(MAIN_ARENA)).at(-1)?.comparisonId ?? 0;
    const rest = await stores.comparisons.after(MAIN_ARENA, known, MOST_LEFT);
    return rest.every(({ kind }) => kind === "finale"); // nothing is learnt from these
  };
  try {
    return await until(learnt, CATCH_UP_MS, signal, () => "").then(
      () => true,
      () => false,
    );
  } finally {
    await stores.close();
  }
}

/** What a stopped server has left behind. */
async function inspect(dataDir: string, ledger: Ledger, losesOne: boolean) {
  const database = await openDatabase({ databaseUrl: null, dataDir }, { info() {}, warn() {} });
  const stores = openStores(database.url);
  const { sql } = connect(database.url, 1);
  try {
    if (losesOne) await plantLoss(sql, ledger);
    const versions = await stores.policies.list(MAIN_ARENA);
    const unreadable: number[] = [];
    const promoted = versions.filter(({ status }) => status === "promoted");
    for (const { version, folder } of promoted)
      await readCheckpoint(join(dataDir, folder)).catch(() => unreadable.push(version));
    return {
      comparison: await compareLedger(sql, ledger),
      promoted: promoted.length,
      rejected: versions.filter(({ status }) => status === "rejected").length,
      unreadable,
    };
  } finally {
    await sql.end({ timeout: 5 });
    await stores.close();
    await database.stop();
  }
}
