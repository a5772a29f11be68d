import { randomUUID } from "node:crypto";
import { flushCompileCache } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { type Logger, pino } from "pino";
import { DEFAULT_TRAINING } from "../../shared/protocol/training-settings.ts";
import { type Config, ConfigError, readConfig } from "../config.ts";
import { judgeOf } from "../external/constitution/arena-constitution.ts";
import { type JudgePanel, judgePanel } from "../external/judges/judge-panel.ts";
import { arenaJudges } from "../external/judges/open-judge.ts";
import { configuredModels } from "../external/models/external-model.ts";
import { modelPanel } from "../external/models/model-panel.ts";
import type { Panel } from "../external/panel.ts";
import { stopOnSignal, tellReady } from "../kept-process.ts";
import { exchangeableMethod } from "../methods/registry.ts";
import { openEngine } from "../ml/engine/engine.ts";
import { MAIN_ARENA } from "../ports/arena.ts";
import type { Stores } from "../ports/stores.ts";
import { openStores } from "../store/open-stores.ts";
import { migrateDatabase } from "../store/postgres/migrate.ts";
import { openDatabase } from "../store/postgres/open-database.ts";
import { isTransient, patientStores, untilAvailable } from "../store/postgres/until-available.ts";

import { finalePrompts, prompts, showcasePrompts } from "../world/prompts.ts";
import { pruneFolders } from "./folders/policy-folders.ts";
import { openLearner } from "./learner.ts";
import { demonstrationSequence, learnerComparison } from "./learner-comparison.ts";
import { runTrainer } from "./run-trainer.ts";
import { openArenaModel } from "./start/arena-model.ts";
import { BrokenStartModel } from "./start/open-start-model.ts";
import { StartModelChanged } from "./start/start-version.ts";
import { type TrainingCycle, trainingCycle } from "./training-cycle.ts";

/** Pause of a trainer that stands by, before it asks again whether it may learn. */
const STANDBY_MS = 2_000;
const CLOCKS = { now: () => performance.now(), wallNow: () => Date.now() };
/** The iteration under way is finished first. */
const STOP_WITHIN_MS = 15_000;

/** The learning process of the main arena. With several running, one learns and the others stand by. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { process: "trainer" } });
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
  const loading = openLine(config, log);
  loading.catch(() => {}); // its failure is met below, when the database can be left in order
  const database = await openDatabase(config, log, WEB_REVIVES_MS, signal);
  opened.defer(() => database.stop());
  const line = await loading;
  opened.defer(() => line.dispose());
  await migrateDatabase(database.url, log, signal);
  const patience = { log, signal };
  const stores = patientStores(openStores(database.url), patience);
  opened.defer(() => stores.close());
  tellReady();
  flushCompileCache(); // a process that is killed later leaves its successor the compiled program
  const seat = await elected(stores, signal, () => log.info("Another trainer is at work; standing by"));
  if (seat === null) return;

  let released = false;
  opened.defer(() => {
    released = true;
    return seat.release();
  });
  seat.lost.then(() => {
    if (released) return; // giving the lock back ends its connection too
    log.error("Lost the trainer's lock: another process may learn now; ending");
    process.exit(1);
  });
  await untilAvailable(() => pruneFolders(stores, MAIN_ARENA, config.dataDir), patience);
  const judges = line.judgesOn(stores);
  opened.defer(() => judges.stop());
  const externalModels = modelPanel({
    ...{ arenaId: MAIN_ARENA, externalModels: stores.externalModels, log, ...CLOCKS },
    opener: configuredModels(config.externalModels, line.isSafe),
    settings: () => stores.trainingChoices.of(MAIN_ARENA),
  });
  opened.defer(() => externalModels.stop());
  await runTrainer(line.cycleOn(stores, judges, externalModels), stores, log, signal);
}

/** Everything that needs no database, which starts meanwhile; a trainer that stands by has it ready too. */
async function openLine(config: Config, log: Logger) {
  const engine = await openEngine(config.engine);
  log.info({ engine: engine.name, reason: engine.reason }, "Engine");
  const model = await openArenaModel(config.dataDir, config.trainerThreads);
  const { start, tokenizer, shape } = model;
  const train = prompts.filter((prompt) => prompt.split === "train").map(({ id, text }) => ({ id, text }));
  const trained = {
    engine,
    start,
    tokenizer,
    prompts: train.map((prompt) => prompt.text),
    shape,
    seed: 1,
  };
  const learner = await openLearner({ ...trained, ...model.learning });
  const method = exchangeableMethod(learner, model.methods, DEFAULT_TRAINING.method);
  const sft = model.sft.open(learner);
  return {
    isSafe: model.isSafe,
    async dispose() {
      await sft.dispose();
      await method.dispose();
      await learner.dispose();
    },
    judgesOn: ({ judgements, trainingChoices }: Stores): JudgePanel =>
      judgePanel({
        arenaId: MAIN_ARENA,
        judgements,
        learner,
        log,
        ...CLOCKS,
        open: arenaJudges(config.dataDir, config.endpoint, {
          reference: learner.reference,
          tokenizer,
          shape,
        }),
        settings: async () => {
          const choices = await trainingChoices.of(MAIN_ARENA);
          return { judge: judgeOf(choices), aiShare: choices.aiShare };
        },
      }),
    cycleOn: (stores: Stores, judges: JudgePanel, externalModels: Panel): TrainingCycle =>
      trainingCycle({
        arenaId: MAIN_ARENA,
        learner,
        ...{ method, sft },
        demonstrationSequence: demonstrationSequence(tokenizer, shape),
        stores,
        log,
        dataDir: config.dataDir,
        folders: model.folders,
        gate: model.gate,
        startMetrics: model.startMetrics,
        prompts: train,
        canRead: (prompt) => tokenizer.encodePrompt(prompt).length <= shape.promptWindow,
        showcasePrompts,
        finalePrompts,
        judges,
        externalModels,
        learnerComparison: learnerComparison(tokenizer, shape),
        decode: (tokens) => tokenizer.decode(tokens),
        isSafe: model.isSafe,
        eosId: tokenizer.eosId,
        newId: randomUUID,
        random: Math.random,
        schedule: model.schedule,
      }),
  };
}

async function elected(stores: Stores, signal: AbortSignal, onStandby: () => void) {
  for (let waited = false; !signal.aborted; waited = true) {
    const seat = await stores.electTrainer(MAIN_ARENA).catch((error: unknown) => {
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
  return error instanceof ConfigError || error instanceof BrokenStartModel || error instanceof StartModelChanged;
}
