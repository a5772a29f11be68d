import { flushCompileCache } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { type Logger, pino } from "pino";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import { openCheckpoints } from "../checkpoints/open-checkpoints.ts";
import { type Config, ConfigError, readConfig } from "../config.ts";
import { stopOnSignal, tellReady } from "../kept-process.ts";
import { openTraces } from "../open-traces.ts";
import type { Stores } from "../ports/stores.ts";
import { traceFields } from "../ports/tracing.ts";
import { TermOver, type TrainerSeat } from "../ports/trainer-terms.ts";
import { openStores } from "../store/open-stores.ts";
import { DatabaseUnusable } from "../store/postgres/address.ts";
import { tellConnected } from "../store/postgres/connected-processes.ts";
import { migrateDatabase } from "../store/postgres/migrate.ts";
import { openDatabase } from "../store/postgres/open-database.ts";
import { isTransient, patientStores, untilAvailable } from "../store/postgres/until-available.ts";
import { pruneFolders, recordedFolders } from "./folders/prune-folders.ts";
import { tellLoading } from "./heartbeat.ts";
import { removeOldJobs } from "./jobs/job-folder.ts";
import { type OpenedLines, openLines } from "./open-lines.ts";
import { openRewardServer } from "./rewards/reward-server.ts";
import { runTrainer } from "./run-trainer.ts";
import { BASE_MODEL, readAdoption } from "./start/adoption.ts";
import { BrokenStartModel } from "./start/open-start-model.ts";
import { StartModelChanged } from "./start/start-version.ts";

/** Pause of a trainer that stands by, before it asks again whether it may learn. */
const STANDBY_MS = 2_000;
/** The iteration under way is finished first. */
const STOP_WITHIN_MS = 15_000;

/** The learning process of all arenas. With several running, one learns and the others stand by. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { process: "trainer" }, mixin: traceFields });
  const stopping = new AbortController();
  const { signal } = stopping;
  const work = run(config, log, signal).catch((error: unknown) => {
    if (error !== signal.reason) throw error;
  });
  const stop = () => {
    stopping.abort(new Error("The trainer was stopped"));
    return work;
  };
  stopOnSignal(stop, STOP_WITHIN_MS, log);
  await work;
}

/**
 * How long the trainer waits before it starts an embedded Postgres that died. The web process does it sooner: training steps would hold up
 * every step of a start here, and the lock with it.
 */
const WEB_REVIVES_MS = 5_000;

/** Learns until it is told to stop. */
async function run(config: Config, log: Logger, signal: AbortSignal): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const traces = await openTraces("thumbwar-trainer", config.operating, log);
  opened.defer(() => traces.close());
  const checkpoints = await openCheckpoints(config.checkpoints, config.dataDir, log);
  const loading = openLines({ config, checkpoints, log, environment: process.env, signal });
  loading.catch(() => {}); // its failure is met below, when the database can be left in order
  const database = await openDatabase(config, log, WEB_REVIVES_MS, signal);
  opened.defer(() => database.stop());
  await migrateDatabase(database.directUrl, log, signal);
  const stores = openStores(database.url, database);
  opened.defer(() => stores.close());
  const opening = loading.then((shipped) => shipped.onOwnStart(stores.policies));
  const lines = await tellLoading(stores.heartbeats, opening);
  opened.defer(() => lines.dispose());
  tellReady();
  flushCompileCache(); // a process that is killed later leaves its successor the compiled program
  for (;;) {
    const seat = await elected(stores, signal, () => log.info("Another trainer is at work; standing by"));
    if (seat === null) return;
    log.info({ term: seat.term }, "This is the trainer now");
    if (config.databaseUrl !== null) await tellConnected(stores, null, log).catch(() => {}); // of no use to the work
    await using _told = await tellRewards(config, lines, stores, log);
    await learn({
      seat,
      stores,
      lines,
      checkpoints,
      dataDir: config.dataDir,
      log: log.child({ term: seat.term }),
      signal,
    });
  }
}

/** Listens for programs that train by the reward models, where a port is set. Training goes on without them. */
async function tellRewards(config: Config, { rewards }: OpenedLines, { arenas }: Stores, log: Logger) {
  const { host, training } = config;
  const { port, token } = training;
  const told = new AsyncDisposableStack();
  if (port === null || token === null) return told;
  try {
    const server = await openRewardServer({ port, host, token, arenas, rewards, log });
    told.defer(() => server.close());
  } catch (error) {
    log.error(
      { err: error },
      `The trainer can't listen on TRAINING_PORT=${port}, so it tells nobody rewards. Choose another port`,
    );
  }
  return told;
}

/** Learns until it is told to stop, or until its term is over: it then stands by again. */
async function learn(parts: {
  readonly seat: TrainerSeat;
  readonly stores: Stores;
  readonly lines: OpenedLines;
  readonly checkpoints: Checkpoints;
  readonly dataDir: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { seat, lines, checkpoints, dataDir, log } = parts;
  const { term } = seat;
  const losing = new AbortController();
  const signal = AbortSignal.any([parts.signal, losing.signal]);
  const patience = { log, signal };
  const stores = patientStores(parts.stores.inTerm(term), patience);
  let released = false;
  let stopping: NodeJS.Timeout | undefined;
  seat.lost.then(() => {
    if (released) return; // giving the lock back ends its connection too
    log.error("Lost the trainer's lock: another process may learn now; stopping");
    losing.abort(new Error("The trainer's lock was lost"));
    // What is asked of a database that can't be reached may never end.
    stopping = setTimeout(() => {
      log.error(`Stopping took longer than ${STOP_WITHIN_MS / 1000} s; ending without`);
      process.exit(1);
    }, STOP_WITHIN_MS);
  });
  try {
    const folders = { stores, checkpoints, dataDir, term };
    await untilAvailable(() => pruneFolders(folders), patience);
    await untilAvailable(async () => removeOldJobs(dataDir, await stores.trainingJobs.kept()), patience);
    // Beside the learning, since a bucket that is set for the first time is filled with all versions.
    void tidyUp(folders, log, signal);
    await runTrainer(lines.on(stores, term), stores, log, signal);
  } catch (error) {
    if (error instanceof TermOver) log.warn(`${error.message}. Standing by`);
    else if (!losing.signal.aborted) throw error;
  } finally {
    released = true;
    await seat.release();
    clearTimeout(stopping);
  }
}

/** Brings what is kept elsewhere in line with what is recorded; a failure is left to the next term. */
async function tidyUp(folders: Parameters<typeof pruneFolders>[0], log: Logger, signal: AbortSignal): Promise<void> {
  try {
    const recorded = await recordedFolders(folders);
    if ((await readAdoption(folders.dataDir)) !== null) await folders.checkpoints.share(BASE_MODEL);
    await folders.checkpoints.tidy(recorded, signal);
  } catch (error) {
    log.warn({ err: error }, "What is kept beside the data folder was not looked through");
  }
}

async function elected(stores: Stores, signal: AbortSignal, onStandby: () => void) {
  for (let waited = false; !signal.aborted; waited = true) {
    const seat = await stores.electTrainer().catch((error: unknown) => {
      if (!isTransient(error)) throw error;
      return null; // whoever stands by waits for the database too
    });
    if (seat !== null) return seat;
    if (!waited) onStandby();
    await sleep(STANDBY_MS, undefined, { signal }).catch(() => {}); // it was told to stop
  }
  return null;
}

main().catch((error: unknown) => {
  if (isMistake(error)) console.error(error.message);
  else console.error("The trainer can't go on:", error);
  process.exit(1);
});

/** Whether the person who runs it can put it right; a stack would tell them nothing. */
function isMistake(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof DatabaseUnusable ||
    error instanceof BrokenStartModel ||
    error instanceof StartModelChanged
  );
}
