import type { Engine } from "../ml/engine/engine.ts";
import type { axisQuality } from "../ml/judge/axis-rewards.ts";
import type { Ballot } from "../ml/judge/rated-pair.ts";
import type { RaterEstimate } from "../ml/judge/rater-reliability.ts";
import type { EnsembleSettings, RewardEnsemble } from "../ml/judge/reward-ensemble.ts";
import type { ScorePosterior } from "../ml/judge/score-posterior.ts";
import type { Checkpoint } from "../ml/model/checkpoint.ts";
import type { Generated } from "../ml/model/generator.ts";
import type { LowRank } from "../ml/model/low-rank-adapter.ts";
import type { NamedTensors } from "../ml/model/safetensors.ts";
import type { Word } from "../ml/objectives/phrase-penalty.ts";
import type { Tokenizer } from "../ml/tokenizer/load-tokenizer.ts";
import type { Policy } from "../ml/training/policy.ts";
import type { PpoIteration, Reward } from "../ml/training/ppo-iteration.ts";
import { PPO, type PpoSettings } from "../ml/training/ppo-settings.ts";
import type { Reading, ReferenceModel, SequenceShape } from "../ml/training/reference-model.ts";
import type { Trainable } from "../ml/training/trainable.ts";
import type { RewardModel } from "./reward-folder.ts";

/** A judged pair in tokens. */
export interface LearnerComparison {
  /** Below 0 for what an AI judge said: the quality of a fit is told by people's comparisons, as long as there are any. */
  readonly id: number;
  readonly promptId: string;
  readonly prompt: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly label: number;
  readonly bothBad: number;
  /** What it was judged by: an axis of the reward; where it isn't given, it counts for every axis. */
  readonly axis?: string;
  /** The ranking of which it is a pair: all of its pairs count together as one comparison. */
  readonly ranking?: string;
  /** What it counts beside a vote of average reliability; 1 where it isn't given. */
  readonly weight?: number;
  /** The verdicts that the label is the mean of, by player; without them nobody's reliability is asked. */
  readonly ballots?: readonly Ballot[];
  /** Names the pair, */
  readonly pairId?: string;
  /** and the one that it repeats for the same player with its sides swapped. */
  readonly repeatOf?: string;
}

/** How well held-out votes are foretold, over all axes that count and by axis. */
export type RewardQuality = ReturnType<typeof axisQuality>;

/** What a training line needs to go on after a restart, besides the comparisons. */
export interface LearnerState {
  /** Policy parameters, moments and step count, as `Policy.snapshot` gives them. */
  readonly policy: Readonly<Record<string, Float32Array>>;
  readonly klCoefficient: number;
  readonly iteration: number;
}

/** Where to go on when a candidate was rejected: at the last good state, with fresh samples and a firmer hold on the start. */
export const afterRejection = (good: LearnerState, rejected: LearnerState): LearnerState => ({
  ...good,
  iteration: rejected.iteration,
  klCoefficient: Math.min(PPO.kl.max, Math.max(good.klCoefficient, rejected.klCoefficient) * 1.25),
});

export interface LearnerOptions {
  readonly engine: Engine;
  /** The SFT model: starting point, reference and trunk of the reward model. */
  readonly start: Checkpoint;
  readonly tokenizer: Tokenizer;
  /** Prompts that may be trained on. */
  readonly prompts: readonly string[];
  readonly shape: SequenceShape;
  readonly seed: number;
  readonly ppo?: PpoSettings;
  readonly ensemble?: EnsembleSettings;
  /** Trains an adapter to the starting model, and not the model itself. */
  readonly adapter?: LowRank;
  /** Threads inside one operator, with an adapter. */
  readonly threads?: number;
  /** Samples of the starting model that fix the scale of features and rewards. */
  readonly referenceSamples?: number;
  /** Whether votes count by their players' reliability, as they do if it isn't given, or all alike. */
  readonly weighsRaters?: boolean;
  /** What PPO follows in the place of the reward model that is fitted to comparisons. */
  readonly reward?: Reward;
}

/** Comparisons that a refit reads at most: the newest, no address that is held to a share having more than that (`newestOfAll`). */
export const REPLAY_LIMIT = 4_000;

/**
 * One learning line: votes in, a better policy out. Holds models and memory only; the database, files and the clock are
 * its caller's, so that the trainer process and the in-process simulation run the very same code.
 */
export interface Learner {
  /** What its training moves, for whatever else trains the same policy. */
  readonly trainable: Trainable;
  /** Answers of an iteration. */
  readonly batch: number;
  readonly reference: ReferenceModel;
  readonly policy: Policy;
  readonly klCoefficient: number;
  /** Reads comparisons into feature space and keeps them. Ones already known are passed over. */
  observe(comparisons: readonly LearnerComparison[]): Promise<void>;
  readonly comparisons: number;
  /** Changes what known comparisons count, by their ids, from the next fit on. */
  reweigh(weights: ReadonlyMap<number, number>): void;
  /**
   * Refits the heads of every axis on all comparisons, and the reward as their sum; null while there are none.
   * @param weights what each axis counts, 1 where it isn't given
   */
  fitReward(weights?: Readonly<Record<string, number>>): RewardQuality | null;
  readonly ensemble: RewardEnsemble | null;
  /** What the last fit tells of the players whose votes it was fitted to. */
  readonly raters: ReadonlyMap<string, RaterEstimate>;
  /** The fitted reward model with its feature scale, as it is stored; null before the first fit. */
  rewardModel(): RewardModel | null;
  scale(reading: Reading): Float32Array;
  /** Conservative rewards, 0 without an ensemble. */
  rewards(readings: readonly Reading[]): number[];
  /** What the votes so far tell of answers' scores, in logits: which pairs are worth a vote. */
  posterior(readings: readonly Reading[]): ScorePosterior;
  /** Compiles what iterations run, so that the first is as fast as later ones; nothing that is learnt or drawn changes. */
  warmUp(): Promise<void>;
  /** One PPO iteration; the reward must have been fitted once, unless one was given. */
  iterate(): Promise<PpoIteration>;
  /** Prompts that may be trained on: its own, and in half of the cases one of those that are being played beside them. */
  drawPrompts(count: number, random: () => number): string[];
  /** Which prompts beside its own are being played now. */
  alsoPlay(prompts: readonly string[]): void;
  /** Responses of the present policy. */
  sample(prompts: readonly string[], random: () => number): Promise<Generated[]>;
  wordsOf(tokens: readonly number[]): Word[];
  /** Words of the reference samples, which richness of wording is measured against. */
  readonly startWords: readonly (readonly Word[])[];
  state(): LearnerState;
  /** The state before any training, around a decoder's weights, or an adapter's where one is trained. */
  freshState(weights: NamedTensors): LearnerState;
  restore(state: LearnerState): Promise<void>;
  dispose(): Promise<void>;
}
