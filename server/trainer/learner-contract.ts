import type { CampAim } from "../../shared/protocol/training/camps.ts";
import type { Grasp, HeldOutEvidence } from "../../shared/round/grasp.ts";
import type { ServedModel } from "../external/answer-server/served-model.ts";
import type { MethodContext, Reward } from "../methods/method.ts";
import { ON_POLICY } from "../methods/on-policy.ts";
import type { Engine } from "../ml/engine/engine.ts";
import type { Sequence } from "../ml/model/batch-layout.ts";
import type { Checkpoint } from "../ml/model/checkpoint.ts";
import type { LowRank } from "../ml/model/low-rank-adapter.ts";
import type { NamedTensors } from "../ml/model/safetensors.ts";
import type { ChatMessage, Tokenizer } from "../ml/tokenizer/load-tokenizer.ts";
import type { Reading, SequenceShape } from "../ml/training/reference-model.ts";
import type { DividedCrowd } from "../reward/camps/divided-crowd.ts";
import type { TasteHistories } from "../reward/camps/present-taste.ts";
import type { FeatureGroup } from "../reward/features/feature-group.ts";
import type { RatedFit } from "../reward/fit-rated.ts";
import type { criterionQuality } from "../reward/held-out-quality.ts";
import type { RaterEstimate } from "../reward/rater-reliability.ts";
import type { EnsembleSettings, RewardEnsemble } from "../reward/reward-ensemble.ts";
import type { RewardModel } from "../reward/reward-folder.ts";
import type { ScorePosterior } from "../reward/score-posterior.ts";
import type { TrainingPair } from "../reward/training-pair.ts";

/** A judged pair in tokens, with the prompt's text: what a learner reads into features. */
export type LearnerComparison = TrainingPair<readonly number[]> & {
  readonly prompt: string;
  /** Of a conversation, whose transcript the prompt is. */
  readonly turns?: readonly ChatMessage[] | null;
};

/** How well held-out votes are predicted, over all criteria that count and by criterion. */
export type RewardQuality = ReturnType<typeof criterionQuality> & Pick<HeldOutEvidence, "evidence">;

/** What a learner starts from, and what of its settings differs from the shipped ones. */
export interface LearnerOptions {
  readonly engine: Engine;
  /** The SFT model: starting point, reference and trunk of the reward model. */
  readonly start: Checkpoint;
  readonly tokenizer: Tokenizer;
  /** Prompts that may be trained on. */
  readonly prompts: readonly string[];
  readonly shape: SequenceShape;
  readonly seed: number;
  /** Answers that are drawn at once, side by side. */
  readonly batch?: number;
  readonly ensemble?: EnsembleSettings;
  /** Trains an adapter to the starting model, and not the model itself. */
  readonly adapter?: LowRank;
  /** What answers and reads in the place of the starting model's weights, of which there are none here then; with an adapter. */
  readonly served?: ServedModel;
  /** Threads inside one operator, with an adapter. */
  readonly threads?: number;
  /** Samples of the starting model that fix the scale of features and rewards. */
  readonly referenceSamples?: number;
  /** Whether votes count by their players' reliability, as they do if it isn't given, or all alike. */
  readonly weighsRaters?: boolean;
  /** What methods follow in the place of the reward model that is fitted to comparisons. */
  readonly reward?: Reward;
}

/** Answers that are drawn at once where the options say nothing: those of an iteration. */
export const GENERATOR_ROWS: number = ON_POLICY.batch;

/** Comparisons that a refit reads at most: the newest, no address that is held to a share having more than that (`newestOfAll`). */
export const REPLAY_LIMIT = 4_000;

/** What a learner knows of an arena's votes. */
export interface LearnerMemory {
  /** By the ids of their comparisons. */
  readonly pairs: Map<number, TrainingPair>;
  fitted: RatedFit | null;
  /** Whether and when the crowd changed its mind, as the last fit saw it. */
  tastes: TasteHistories;
  /** Of the last fit. */
  divided: DividedCrowd | null;
  trust: number;
  /** What the last fit tells of the crowd's taste; "early" before the first. */
  grasp: Grasp;
  /** Prompts that are being played beside the learner's own. */
  beside: readonly string[];
}

/**
 * The memory of one learning line: votes and the reward model that is fitted to them, the starting policy, and the present one that answers.
 * Methods move the latter. Holds models and memory only; the database, files and the clock are its caller's, so that the trainer process and
 * the in-process simulation run the very same code.
 */
export interface Learner extends MethodContext {
  /** Reads comparisons into feature space and keeps them. Ones already known are passed over. */
  observe(comparisons: readonly LearnerComparison[]): Promise<void>;
  /** Drops comparisons by their ids; the next fit knows nothing of them. */
  forget(ids: Iterable<number>): void;
  readonly comparisons: number;
  /** Changes what known comparisons count, by their ids, from the next fit on. */
  reweigh(weights: ReadonlyMap<number, number>): void;
  /**
   * Refits the heads of every criterion on all comparisons, and the reward as their sum; null while there are none.
   * @param weights what each criterion counts, 1 where it isn't given
   * @param aim what training follows in a crowd of two camps; the majority where it isn't given
   */
  fitReward(weights?: Readonly<Record<string, number>>, aim?: CampAim): RewardQuality | null;
  /** The camps of the crowd by the last fit; null before the first. */
  readonly divided: DividedCrowd | null;
  /** Comparisons of the last fit that hardly count any more, because the crowd changed its mind after them. */
  readonly outdated: number;
  readonly ensemble: RewardEnsemble | null;
  /** What the reward's features tell of, in order. */
  readonly groups: readonly FeatureGroup[];
  /** 0 where held-out votes are predicted no better than by chance: the policy then stays as it is. */
  readonly trust: number;
  /** What the last fit tells of the players whose votes it was fitted to. */
  readonly raters: ReadonlyMap<string, RaterEstimate>;
  /** The fitted reward model with its feature scale, as it is stored; null before the first fit. */
  rewardModel(): RewardModel | null;
  scale(reading: Reading): Float32Array;
  /** Conservative rewards, 0 without an ensemble. */
  rewards(readings: readonly Reading[]): number[];
  /** `rewards` as they are at this moment, whatever is fitted later. */
  presentReward(): Reward;
  /** What the votes so far tell of answers' scores, in logits: which pairs are worth a vote. */
  posterior(readings: readonly Reading[]): ScorePosterior;
  /** Prompts that may be trained on: its own, and in half of the cases one of those that are being played beside them. */
  drawPrompts(count: number, random: () => number): string[];
  /** Which prompts beside its own are being played now. */
  alsoPlay(prompts: readonly string[]): void;
  /** A prompt with an answer to it, in tokens. */
  sequenceOf(prompt: string, response: readonly number[]): Sequence;
  /**
   * Another policy of the same kind, for what is off the record: a method that works on it moves neither the learner's policy nor its memory. Its
   * caller disposes of it.
   * @param weights where it begins
   * @param reward what a method is to maximise
   */
  aside(weights: NamedTensors, reward: Reward): Promise<MethodContext & { dispose(): Promise<void> }>;
  /** What it knows at present, as it goes on changing. */
  memory(): LearnerMemory;
  /** Goes on with what it knows of another arena. The policy stays where it is. */
  recall(memory: LearnerMemory): void;
  dispose(): Promise<void>;
}
