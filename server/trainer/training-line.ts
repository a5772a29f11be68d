import type { Logger } from "pino";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import type { JudgePanel } from "../external/judges/judge-panel.ts";
import type { Panel } from "../external/panel.ts";
import type { MethodState, OpenMethod, Reward } from "../methods/method.ts";
import type { ExchangeableMethod } from "../methods/registry.ts";
import type { Ends, Sequence } from "../ml/model/batch-layout.ts";
import type { ArenaId } from "../ports/arena.ts";
import type { Comparison } from "../ports/learning.ts";
import type { PolicyRecord } from "../ports/models.ts";
import type { Stores } from "../ports/stores.ts";
import type { PolicyFolders } from "./folders/policy-folders.ts";
import type { JobSettings } from "./jobs/job-settings.ts";
import type { importedTokens } from "./learner-comparison.ts";
import type { Learner, LearnerComparison } from "./learner-contract.ts";
import type { AnswerPool, PoolPrompt } from "./pool/answer-pool.ts";
import type { CandidateMetrics } from "./promotion/gate.ts";
import type { Schedule } from "./schedule.ts";

/** What the trainer of an arena works with. */
export interface TrainingLine extends Ends {
  readonly arenaId: ArenaId;
  /** Of the trainer that it belongs to. */
  readonly term: number;
  /** Takes learner and method up where this line left them: lines share them. To be called before either is used. */
  readonly enter: () => Promise<void>;
  readonly learner: Learner;
  /** Moves the learner's policy, as the arena has chosen. */
  readonly method: ExchangeableMethod;
  readonly stores: Stores;
  readonly log: Logger;
  /** Folder of this installation's data; policies and reward models lie below it. */
  readonly dataDir: string;
  readonly folders: PolicyFolders;
  /** Where folders lie once they are written. */
  readonly checkpoints: Checkpoints;
  /** What is known of the starting model, kept with version 0. */
  readonly startMetrics: Readonly<Record<string, number>>;
  /** Why a candidate may not be promoted; null when it may. */
  readonly gate: (candidate: CandidateMetrics, start: CandidateMetrics) => string | null;
  readonly prompts: readonly PoolPrompt[];
  /** Whether the model answers any prompt, as those of a host's own. */
  readonly answersAnything: boolean;
  /** Whether a prompt is short enough to be answered. */
  readonly canRead: (prompt: string) => boolean;
  /** Prompts that no stage of training has seen; the lab shows what each version answers. */
  readonly showcasePrompts: readonly PoolPrompt[];
  /** Others of these, which are kept for the ends of games. */
  readonly finalePrompts: readonly PoolPrompt[];
  /** A comparison in tokens; null when it can't be learnt from. */
  readonly learnerComparison: (comparison: Comparison) => LearnerComparison | null;
  /** Why a comparison that was imported can't be learnt from: the reason's name. */
  readonly whyUnread: ReturnType<typeof importedTokens>;
  /** Moves the learner's policy towards demonstrations. */
  readonly sft: OpenMethod<readonly Sequence[]>;
  /** A demonstration in tokens; null when it can't be learnt from. */
  readonly demonstrationSequence: (demonstration: {
    readonly prompt: string;
    readonly text: string;
  }) => Sequence | null;
  /** The AI judge beside the players, where the arena has one. */
  readonly judges: JudgePanel;
  /** What answers beside the policy and isn't trained. */
  readonly externalModels: Panel;
  readonly decode: (tokens: readonly number[]) => string;
  readonly isSafe: (text: string) => boolean;
  /** Names a folder that nobody else writes: it begins with the term. */
  readonly newId: () => string;
  readonly random: () => number;
  readonly schedule: Schedule;
  /** Is told how answers score after each fit of the reward model. */
  readonly tellReward: (reward: Reward) => void;
  /** Who trains: the trainer, or an engine that is given jobs. */
  readonly training: JobSettings;
}

/** Where a training line stands: the version that players meet, and what the next candidate is compared with. */
export interface LineStanding {
  readonly current: PolicyRecord;
  /** The method's state behind `current`: training goes on from it when a candidate is rejected. */
  readonly lastPromoted: MethodState;
  /** What players were asked when these were drawn; a candidate is compared on the same. */
  readonly asked: string;
  readonly startAnswers: AnswerPool;
  readonly currentAnswers: AnswerPool;
}
