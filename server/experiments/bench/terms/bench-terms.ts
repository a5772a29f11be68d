import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { DEFAULT_SETTINGS } from "../../../../shared/round/settings.ts";
import { openCheckpoints } from "../../../checkpoints/open-checkpoints.ts";
import { readConfig } from "../../../config.ts";
import { readCheckpoint } from "../../../ml/model/checkpoint.ts";
import { MAIN_ARENA } from "../../../ports/arena.ts";
import type { Stores } from "../../../ports/stores.ts";
import { openStores } from "../../../store/open-stores.ts";
import { migrateDatabase } from "../../../store/postgres/migrate.ts";
import { openDatabase } from "../../../store/postgres/open-database.ts";
import { throwAwayDataDir } from "../../servers/own-servers.ts";
import { until } from "../../servers/waiting.ts";
import { stageBar } from "../../terminal/progress.ts";
import { type OwnTrainer, startTrainer } from "./own-trainer.ts";
import type { RecordedVersion, TermsOptions, TermsReport } from "./terms-report.ts";

const arenaId = MAIN_ARENA;
const WITHIN_MS = 240_000;
const ROUND_EVERY_MS = 2_000;
const VOTES_A_ROUND = 24;
/** After the first trainer is back, while rounds go on: long enough for anything that it still would write. */
const AFTERWARDS_MS = 15_000;
const STAGES = 5;
const silent = { info() {}, warn() {} };

/**
 * Two trainers on one database, of which the first stands still (SIGSTOP) in the middle of a cycle, or is killed for good with its data folder, while a
 * player goes on judging. With CHECKPOINT_URL each trainer has a data folder of its own, else they share one.
 */
export async function benchTerms(
  options: TermsOptions,
  environment: Readonly<Record<string, string | undefined>>,
  { signal }: AbortController,
): Promise<TermsReport> {
  const bar = stageBar(STAGES, "starting the first trainer");
  const folders = await Promise.all([throwAwayDataDir(), throwAwayDataDir(), throwAwayDataDir()]);
  const [first, second, fresh] = folders.map(({ dataDir }) => dataDir) as [string, string, string];
  const { checkpoints } = readConfig(environment);
  const database = await openDatabase({ databaseUrl: null, dataDir: first }, silent, 0, signal);
  const stores = openStores(database.url);
  const trainers: OwnTrainer[] = [];
  const start = (dataDir: string) => {
    const env = { ...environment, DATABASE_URL: database.url, DATA_DIR: dataDir, LOG_LEVEL: "info" };
    const trainer = startTrainer(env);
    trainers.push(trainer);
    return trainer;
  };
  const playing = new AbortController();
  const told = (trainer: OwnTrainer, what: string) => () => `${what}; last said: ${trainer.lastWords()}`;
  try {
    await migrateDatabase(database.url);
    const one = start(first);
    const version = async () => (await stores.policies.newest(arenaId))?.version ?? -1;
    await until(async () => (await version()) >= 0, WITHIN_MS, signal, told(one, "no model in the arena"));
    bar.update(1, { stage: "the first trainer learns" });
    const play = playRounds(stores, AbortSignal.any([playing.signal, signal]));
    await until(async () => (await version()) >= 1, WITHIN_MS, signal, told(one, "no version was promoted"));
    const standsBy = options.kill ? null : start(checkpoints === null ? first : second);
    if (standsBy !== null)
      await until(async () => standsBy.said("standing by") > 0, WITHIN_MS, signal, told(standsBy, "no second trainer"));
    const isImproving = async () => (await stores.heartbeats.last(arenaId))?.state === "improve";
    await until(isImproving, WITHIN_MS, signal, told(one, "no cycle began"));

    bar.update(2, { stage: "the first trainer is cut off" });
    const before = await version();
    const cutAt = performance.now();
    const since = () => (performance.now() - cutAt) / 1_000;
    one.signal(options.kill ? "SIGKILL" : "SIGSTOP");
    const two = standsBy ?? start(checkpoints === null ? first : second);
    const isTaken = async () => ((await stores.trainerTerms.newest())?.term ?? 0) >= 2;
    await until(isTaken, WITHIN_MS, signal, told(two, "no second term"));
    const takenAfter = since();
    bar.update(3, { stage: "the second trainer learns" });
    const hasPromoted = async () => (await version()) > before;
    const learns = async () => two.said("learning from them first") > 0 || (await hasPromoted());
    await until(learns, WITHIN_MS, signal, told(two, "it learns nothing"));
    const learningAfter = since();
    const learningProcessor = two.processorSeconds();
    await until(hasPromoted, WITHIN_MS, signal, told(two, "nothing was promoted"));
    const promotedAfter = since();
    const promotedProcessor = two.processorSeconds();
    await sleep(Math.max(0, options.seconds - since()) * 1_000, undefined, { signal });
    if (!options.kill) {
      one.signal("SIGCONT");
      bar.update(4, { stage: "the first trainer is back" });
      await until(async () => one.said("standing by") > 0, WITHIN_MS, signal, told(one, "it doesn't stand by"));
    }
    await sleep(AFTERWARDS_MS, undefined, { signal });
    playing.abort();
    const acknowledged = await play;
    const isLearnt = async () => (await unlearnt(stores)) === 0;
    await until(isLearnt, WITHIN_MS, signal, told(two, "votes are left over"));

    bar.update(5, { stage: "comparing with the folders" });
    const codes = await Promise.all((options.kill ? [two] : [one, two]).map((trainer) => trainer.stop()));
    const all = await stores.comparisons.after(arenaId, 0, 100_000);
    const reader = await openCheckpoints(checkpoints, checkpoints === null ? first : fresh, pino({ level: "silent" }));
    const versions = await recordedVersions(stores, (folder) => reader.at(folder));
    const stored = all.reduce((sum, { votes }) => sum + votes, 0);
    return {
      ...options,
      place: reader.place,
      takenAfter,
      learningAfter,
      promotedAfter,
      ...{ learningProcessor, promotedProcessor },
      versions,
      acknowledged,
      stored,
      codes,
    };
  } finally {
    bar.stop();
    playing.abort();
    await Promise.all(trainers.map((trainer) => trainer.stop()));
    await stores.close();
    await database.stop();
    for (const { remove } of folders) await remove();
  }
}

/** Rounds of one player, until the signal; returns how many votes were acknowledged. */
async function playRounds(stores: Stores, signal: AbortSignal): Promise<number> {
  const { session } = await stores.sessions.create(DEFAULT_SETTINGS);
  const joined = await stores.players.join({ sessionId: session.id, nickname: "Ada", avatar: 1 });
  if (typeof joined === "string") throw new Error("The player could not join");
  const playerId = joined.player.id;
  let acknowledged = 0;
  for (let index = 1; !signal.aborted; index++) {
    const round = await stores.rounds.open({ sessionId: session.id, index });
    const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: VOTES_A_ROUND });
    const votes = dealt.map(({ id, a, b }) => {
      const verdict = a.text.length > b.text.length ? "a" : "b";
      return { pairId: id, roundId: round.id, playerId, verdict, decisionMs: 2_000 } as const;
    });
    const outcomes = await stores.votes.cast(votes);
    acknowledged += outcomes.filter((outcome) => outcome === "accepted").length;
    await stores.rounds.close(round.id);
    await sleep(ROUND_EVERY_MS, undefined, { signal }).catch(() => {}); // it is over
  }
  return acknowledged;
}

/** Comparisons that no version has learnt from. */
async function unlearnt(stores: Stores): Promise<number> {
  const known = (await stores.policies.list(arenaId)).at(-1)?.comparisonId ?? 0;
  return (await stores.comparisons.after(arenaId, known, 100_000)).length;
}

async function recordedVersions(stores: Stores, at: (folder: string) => Promise<string>): Promise<RecordedVersion[]> {
  const found: RecordedVersion[] = [];
  for (const { version, status, folder, createdAt } of await stores.policies.list(arenaId)) {
    const term = Number(/t(\d+)-[^/\\]*$/.exec(folder)?.[1] ?? 0);
    // Of those that were rejected the newest few are kept.
    const isWhole =
      status !== "promoted" ||
      (await at(join(folder))
        .then(readCheckpoint)
        .then(
          () => true,
          () => false,
        ));
    found.push({ version, status, term, isWhole, createdAt });
  }
  return found;
}
