import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { MAIN_ARENA, type Stores } from "../arena/ports.ts";
import { ConfigError, readConfig } from "../config.ts";
import { openEngine } from "../ml/engine/engine.ts";
import { readCheckpoint } from "../ml/model/checkpoint.ts";
import { loadTokenizer } from "../ml/tokenizer/load-tokenizer.ts";
import { migrateDatabase } from "../store/migrate.ts";
import { openDatabase } from "../store/open-database.ts";
import { openStores } from "../store/open-stores.ts";
import { prompts } from "../world/prompts.ts";
import { isSafe } from "../world/safety.ts";
import { openLearner } from "./learner.ts";
import { POCKET_SHAPE } from "./pocket-shape.ts";
import { removeOrphans } from "./policy-folder.ts";
import { runTrainer } from "./run-trainer.ts";
import { SCHEDULE, trainingCycle } from "./training-cycle.ts";

/** The learning process of the main arena; with several running, one learns and the others stand by. */
const STANDBY_MS = 2_000;
const START_FOLDER = fileURLToPath(new URL("../world/pocket-model", import.meta.url));

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { process: "trainer" } });
  const database = await openDatabase(config, log);
  await migrateDatabase(database.url);
  const stores = openStores(database.url);
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT", "disconnect"] as const) process.on(signal, () => stopping.abort());

  const seat = await elected(stores, stopping.signal, () => log.info("Another trainer is at work; standing by"));
  if (seat !== null) {
    let released = false;
    seat.lost.then(() => {
      if (released) return; // giving the lock back ends its connection too
      log.error("Lost the trainer's lock: another process may learn now; ending");
      process.exit(1);
    });
    const engine = await openEngine(config.engine);
    log.info({ engine: engine.name, reason: engine.reason }, "Engine");
    const policies = join(config.dataDir, "policies");
    await mkdir(policies, { recursive: true });
    const recorded = (await stores.policies.list(MAIN_ARENA)).map((policy) => policy.folder.replace(/^policies./, ""));
    await removeOrphans(policies, new Set(recorded));
    const start = await readCheckpoint(START_FOLDER);
    const tokenizer = await loadTokenizer(START_FOLDER);
    const train = prompts.filter((prompt) => prompt.split === "train").map(({ id, text }) => ({ id, text }));
    const learner = await openLearner({
      engine,
      start,
      tokenizer,
      prompts: train.map((prompt) => prompt.text),
      shape: POCKET_SHAPE,
      seed: 1,
    });
    const cycle = trainingCycle({
      arenaId: MAIN_ARENA,
      learner,
      stores,
      log,
      dataDir: config.dataDir,
      startFolder: START_FOLDER,
      config: start.config,
      prompts: train,
      decode: (tokens) => tokenizer.decode(tokens),
      isSafe,
      eosId: tokenizer.eosId,
      newId: randomUUID,
      random: Math.random,
      schedule: SCHEDULE,
    });
    await runTrainer(cycle, stores, log, stopping.signal);
    await learner.dispose();
    released = true;
    await seat.release();
  }
  await stores.close();
  await database.stop();
  process.exit(0);
}

async function elected(stores: Stores, signal: AbortSignal, onStandby: () => void) {
  for (let waited = false; !signal.aborted; waited = true) {
    const seat = await stores.electTrainer(MAIN_ARENA);
    if (seat !== null) return seat;
    if (!waited) onStandby();
    await new Promise((resolve) => setTimeout(resolve, STANDBY_MS));
  }
  return null;
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
