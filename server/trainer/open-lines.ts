import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { DEFAULT_TRAINING } from "../../shared/protocol/training-settings.ts";
import type { Config } from "../config.ts";
import { judgeOf } from "../external/constitution/arena-constitution.ts";
import { judgePanel } from "../external/judges/judge-panel.ts";
import { arenaJudges } from "../external/judges/open-judge.ts";
import { configuredModels } from "../external/models/external-model.ts";
import { modelPanel } from "../external/models/model-panel.ts";
import { exchangeableMethod } from "../methods/registry.ts";
import { type Engine, openEngine } from "../ml/engine/engine.ts";
import type { ArenaId } from "../ports/arena.ts";
import type { Stores } from "../ports/stores.ts";
import { prompts, showcasePrompts } from "../world/prompts.ts";
import { openLearner } from "./learner.ts";
import { demonstrationSequence, learnerComparison } from "./learner-comparison.ts";
import { type ArenaModel, openArenaModel } from "./start/arena-model.ts";
import { type TrainingCycle, trainingCycle } from "./training-cycle.ts";

const CLOCKS = { now: () => performance.now(), wallNow: () => Date.now() };
const TRAIN = prompts.filter((prompt) => prompt.split === "train").map(({ id, text }) => ({ id, text }));

/** The line of an arena, in memory: its learner, and the outside models that work for it. */
export interface ArenaLine {
  readonly cycle: TrainingCycle;
  close(): Promise<void>;
}

/** Lines of any arena, all from one starting model. */
export interface Lines {
  /** So many at once, at most: each has its models in memory. */
  readonly most: number;
  /** A line whose cycle isn't open yet. The caller closes it. */
  open(arenaId: ArenaId): Promise<ArenaLine>;
}

type Trained = Awaited<ReturnType<typeof openTrained>>;

/**
 * Opens the engine, the starting model and what the first line trains, all of which needs no database.
 * @throws BrokenStartModel naming the folder and what is wrong in it
 */
export async function openLines(
  config: Config,
  log: Logger,
): Promise<{ on(stores: Stores): Lines; dispose(): Promise<void> }> {
  const engine = await openEngine(config.engine);
  log.info({ engine: engine.name, reason: engine.reason }, "Engine");
  const model = await openArenaModel(config.dataDir, config.trainerThreads);
  let spare: Trained | null = await openTrained(engine, model);
  return {
    on: (stores) => ({
      most: model.lines,
      async open(arenaId) {
        const trained = spare ?? (await openTrained(engine, model));
        spare = null;
        return openLine({ arenaId, stores, config, log: log.child({ arenaId }), model, trained });
      },
    }),
    dispose: async () => spare?.dispose(),
  };
}

/** A learner at the starting model, with what moves its policy. */
async function openTrained(engine: Engine, model: ArenaModel) {
  const { start, tokenizer, shape } = model;
  const texts = TRAIN.map((prompt) => prompt.text);
  const learner = await openLearner({ engine, start, tokenizer, prompts: texts, shape, seed: 1, ...model.learning });
  const method = exchangeableMethod(learner, model.methods, DEFAULT_TRAINING.method);
  const sft = model.sft.open(learner);
  return {
    ...{ learner, method, sft },
    async dispose() {
      await sft.dispose();
      await method.dispose();
      await learner.dispose();
    },
  };
}

function openLine(parts: {
  readonly arenaId: ArenaId;
  readonly stores: Stores;
  readonly config: Config;
  readonly log: Logger;
  readonly model: ArenaModel;
  readonly trained: Trained;
}): ArenaLine {
  const { arenaId, stores, config, log, model, trained } = parts;
  const { tokenizer, shape, folders, gate, startMetrics, isSafe, schedule } = model;
  const { learner, method, sft } = trained;
  const judges = judgePanel({
    ...{ arenaId, learner, log, ...CLOCKS },
    judgements: stores.judgements,
    open: arenaJudges(config.dataDir, config.endpoint, { reference: learner.reference, tokenizer, shape }),
    settings: async () => {
      const choices = await stores.trainingChoices.of(arenaId);
      return { judge: judgeOf(choices), aiShare: choices.aiShare };
    },
  });
  const externalModels = modelPanel({
    ...{ arenaId, externalModels: stores.externalModels, log, ...CLOCKS },
    opener: configuredModels(config.externalModels, isSafe),
    settings: () => stores.trainingChoices.of(arenaId),
  });
  const cycle = trainingCycle({
    ...{ arenaId, learner, method, sft, stores, log, judges, externalModels },
    ...{ folders, gate, startMetrics, isSafe, schedule, showcasePrompts },
    demonstrationSequence: demonstrationSequence(tokenizer, shape),
    dataDir: config.dataDir,
    prompts: TRAIN,
    canRead: (prompt) => tokenizer.encodePrompt(prompt).length <= shape.promptWindow,
    learnerComparison: learnerComparison(tokenizer, shape),
    decode: (tokens) => tokenizer.decode(tokens),
    eosId: tokenizer.eosId,
    newId: randomUUID,
    random: Math.random,
  });
  return {
    cycle,
    async close() {
      await cycle.close();
      await judges.stop();
      await externalModels.stop();
      await trained.dispose();
    },
  };
}
