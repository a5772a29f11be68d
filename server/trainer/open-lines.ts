import { randomUUID } from "node:crypto";
import { constants, setPriority } from "node:os";
import type { Logger } from "pino";
import { DEFAULT_TRAINING } from "../../shared/protocol/training-settings.ts";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import type { Config } from "../config.ts";
import { onceAnswered } from "../external/answer-server/answer-server.ts";
import { judgeOf } from "../external/constitution/arena-constitution.ts";
import { judgePanel } from "../external/judges/judge-panel.ts";
import { arenaJudges } from "../external/judges/open-judge.ts";
import { configuredModels } from "../external/models/external-model.ts";
import { modelPanel } from "../external/models/model-panel.ts";
import { packPrompts } from "../game/packs/pack-prompts.ts";
import { exchangeableMethod } from "../methods/registry.ts";
import { type Engine, openEngine } from "../ml/engine/engine.ts";
import type { ArenaId } from "../ports/arena.ts";
import type { Policies } from "../ports/models.ts";
import type { Stores } from "../ports/stores.ts";
import { folderName } from "./folders/prune-folders.ts";
import { type JobSettings, jobSettings, openTrainingEngine } from "./jobs/job-settings.ts";
import { openLearner } from "./learner.ts";
import { demonstrationSequence, importedTokens, learnerComparison } from "./learner-comparison.ts";
import { arenaRewards, type Rewards } from "./rewards/arena-rewards.ts";
import { fetchAdopted } from "./start/adoption.ts";
import { type ArenaModel, openArenaModel } from "./start/arena-model.ts";
import { olderStart } from "./start/older-start.ts";
import { type TrainingCycle, trainingCycle } from "./training-cycle.ts";
import { openWorkbench } from "./workbench.ts";

const CLOCKS = { now: () => performance.now(), wallNow: () => Date.now() };

/** Lines that are kept in memory at once. Each has its versions' training state and its votes, 30 to 60 MB of the pocket model. */
const MOST_LINES = 8;

/** The line of an arena, in memory: what its learner knows, and the outside models that work for it. */
export interface ArenaLine {
  readonly cycle: TrainingCycle;
  close(): Promise<void>;
}

/** Lines of any arena. All start from one model, and share what works on it: one line is at work at a time. */
export interface Lines {
  /** So many at once, at most. */
  readonly most: number;
  /** A line whose cycle isn't open yet. The caller closes it. */
  open(arenaId: ArenaId): Promise<ArenaLine>;
}

/** What lines are opened on. */
export interface OpenedLines {
  on(stores: Stores, term: number): Lines;
  /** Scores answers outside of lines. */
  readonly rewards: Rewards;
  /** These lines, or others from the model that arenas began with, in the place of these. */
  onOwnStart(policies: Pick<Policies, "list">): Promise<OpenedLines>;
  dispose(): Promise<void>;
}

interface Opening {
  readonly config: Config;
  readonly checkpoints: Checkpoints;
  readonly log: Logger;
  /** Of programs that are started to train. */
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the waiting for an adopted model that lies elsewhere, and for a server that answers. */
  readonly signal: AbortSignal;
  /** Of the pocket model that arenas began with; the shipped one unless given. */
  readonly pocketFolder?: string;
}

/**
 * Opens the engine, the starting model and what trains it, all of which needs no database.
 * @throws BrokenStartModel naming the folder and what is wrong in it
 */
export async function openLines(opening: Opening): Promise<OpenedLines> {
  const { config, checkpoints, log, environment, signal, pocketFolder } = opening;
  const warn = (message: string) => log.warn(message);
  const engine = await openEngine(config.engine, { device: config.engineDevice, warn });
  log.info({ engine: engine.name, device: engine.device, reason: engine.reason }, "Engine");
  await fetchAdopted(checkpoints, config.dataDir, log, signal);
  const { model, bench } = await onceAnswered(
    async () => {
      const model = await openArenaModel(config, pocketFolder);
      if ((model.learning.threads ?? 1) > 1) giveWay(log);
      return { model, bench: await openBench(engine, model) };
    },
    log,
    signal,
  );
  const training = jobSettings(config.training, await openTrainingEngine(config, environment));
  const { tokenizer, shape } = model;
  const rewards = arenaRewards({ tokenizer, shape, read: bench.learner.reference.read });
  return {
    rewards,
    on: (stores, term) => ({
      most: MOST_LINES,
      async open(arenaId) {
        await bench.enter(arenaId);
        const shared = { stores, term, config, model, bench, checkpoints, training, rewards };
        return openLine({ ...shared, arenaId, log: log.child({ arenaId }) });
      },
    }),
    async onOwnStart(policies) {
      const older = await olderStart(policies, checkpoints, model);
      if (older === null) return this;
      log.info(
        { folder: older },
        "The arenas here began with an older pocket model than the shipped one, and go on from it",
      );
      await bench.dispose();
      return openLines({ ...opening, pocketFolder: older });
    },
    dispose: () => bench.dispose(),
  };
}

/** Training takes every core that nobody plays on: the system gives games theirs first. */
function giveWay(log: Logger): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    log.warn({ error }, "The system doesn't let the trainer give way to games; TRAINER_THREADS=1 leaves them a core");
  }
}

type Bench = Awaited<ReturnType<typeof openBench>>;

/** A learner at the starting model and what moves its policy, as a workbench. */
async function openBench(engine: Engine, model: ArenaModel) {
  const { start, tokenizer, shape } = model;
  const texts = model.prompts.map((prompt) => prompt.text);
  const learner = await openLearner({ engine, start, tokenizer, prompts: texts, shape, seed: 1, ...model.learning });
  const method = exchangeableMethod(learner, model.methods, DEFAULT_TRAINING.method);
  const sft = model.sft.open(learner);
  return {
    ...{ learner, method, sft },
    ...openWorkbench(learner, method),
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
  readonly term: number;
  readonly config: Config;
  readonly log: Logger;
  readonly model: ArenaModel;
  readonly bench: Bench;
  readonly checkpoints: Checkpoints;
  readonly training: JobSettings;
  readonly rewards: Rewards;
}): ArenaLine {
  const { arenaId, stores, term, config, log, model, bench, checkpoints, training, rewards } = parts;
  const { answersAnything, tokenizer, shape, folders, gate, startMetrics, isSafe, schedule } = model;
  const { prompts, showcasePrompts, finalePrompts } = model;
  const { learner, method, sft } = bench;
  const judges = judgePanel({
    ...{ arenaId, log, ...CLOCKS },
    learner: {
      async observe(comparisons) {
        await bench.enter(arenaId);
        return learner.observe(comparisons);
      },
      async reweigh(weights) {
        await bench.enter(arenaId);
        learner.reweigh(weights);
      },
    },
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
    packs: async () => {
      const packs = answersAnything ? [] : await stores.promptPacks.played(arenaId);
      return packs.map((pack) => ({ id: pack.id, prompts: packPrompts(pack) }));
    },
    settings: () => stores.trainingChoices.of(arenaId),
  });
  const cycle = trainingCycle({
    enter: () => bench.enter(arenaId),
    ...{ arenaId, term, learner, method, sft, stores, log, judges, externalModels, training, checkpoints },
    ...{ answersAnything, folders, gate, startMetrics, isSafe, schedule, prompts, showcasePrompts, finalePrompts },
    demonstrationSequence: demonstrationSequence(tokenizer, shape),
    dataDir: config.dataDir,
    canRead: (prompt) => tokenizer.encodePrompt(prompt).length <= shape.promptWindow,
    learnerComparison: learnerComparison(tokenizer, shape),
    whyUnread: importedTokens(tokenizer, shape),
    decode: (tokens) => tokenizer.decode(tokens),
    eosId: tokenizer.eosId,
    endIds: shape.endIds,
    tellReward: (reward) => rewards.tell(arenaId, reward),
    newId: () => folderName(term, randomUUID()),
    random: Math.random,
  });
  return {
    cycle,
    async close() {
      await cycle.close();
      await judges.stop();
      await externalModels.stop();
      bench.forget(arenaId);
    },
  };
}
