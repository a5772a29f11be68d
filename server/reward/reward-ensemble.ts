import { dot } from "../stats/linear-algebra.ts";
import { meanAndStd } from "../stats/moments.ts";
import { sigmoid } from "../stats/sigmoid.ts";
import { type FeatureGroup, oneGroup, spreadOver } from "./features/feature-group.ts";
import { groupVariances } from "./group-evidence.ts";
import { numberVariances } from "./number-evidence.ts";
import { type FeatureObservation, inUnits, mostLikelyWeights, observationsOf } from "./preference-loss.ts";
import type { TrainingPair } from "./training-pair.ts";

/** How heads are fitted and read. */
export interface EnsembleSettings {
  /**
   * Bradley-Terry heads beside the one that is fitted on every vote. Each is fitted on a bootstrap sample without one share
   * of the prompts, so that every comparison has a head that never saw its prompt.
   */
  readonly members: number;
  /** Precision of the normal prior on weights before votes tell which groups of features matter; all groups together vary as one would with it, where none has a prior of its own. */
  readonly l2: number;
  /** What the features tell of, in order; one group where it isn't given. */
  readonly groups?: readonly FeatureGroup[];
  /** Of L-BFGS, at most. */
  readonly iterations: number;
  /** Standard deviations over the heads taken off the mean: unsure answers earn less (Coste et al. 2023). */
  readonly conservatism: number;
  /** Of the bootstrap. */
  readonly seed: number;
}

/** As shipped. */
export const ENSEMBLE: EnsembleSettings = { members: 6, l2: 3, iterations: 60, conservatism: 0.5, seed: 1 };

/** Heads with their gain and bias on reference samples: first the one fitted on every vote, then the members. */
export interface RewardEnsemble {
  readonly heads: readonly Float64Array[];
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Precision of the normal prior on each weight `[width]`, by the votes' evidence. */
  readonly precision: Float64Array;
}

/** Observations that tell the groups' variances: so many determine some twenty numbers well enough. */
export const TELLING = 256;

/** How a head is searched for. Where an iteration gains fewer nats it is found: what is left moves it by far less than votes leave it uncertain. */
const HEAD_FIT = { memory: 10, tolerance: 1e-3, gain: 0.01 } as const;

/** Spread of logits over reference samples, by the votes of a crowd with a clear taste, from which rewards are scaled down. */
const FULL_SPREAD = 0.3;

/** FNV-1a: weights must be the same after a restart, so they depend on ids and not on a generator's state. */
export function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** A Poisson(1) count: the online bootstrap (Oza & Russell 2001). */
function bootstrapWeight(seed: number, pair: number | string, member: number): number {
  let u = hash(`${seed}:${pair}:${member}`) / 2 ** 32;
  let p = Math.exp(-1);
  let count = 0;
  while (u > p && count < 6) {
    u -= p;
    p /= ++count;
  }
  return count;
}

const foldOf = (promptId: string, members: number): number => hash(promptId) % members;

/**
 * What each pair counts for being one of several of a ranking: together they count as one comparison (InstructGPT, Ouyang et al. 2022,
 * section 3.5), because they are not as many independent opinions.
 */
export function rankingShares(pairs: readonly TrainingPair[]): (pair: TrainingPair) => number {
  const sizes = new Map<string, number>();
  for (const { ranking } of pairs) if (ranking !== undefined) sizes.set(ranking, (sizes.get(ranking) ?? 0) + 1);
  return ({ ranking }) => (ranking === undefined ? 1 : 1 / sizes.get(ranking)!);
}

/**
 * Refits every head on all comparisons, from its last weights where there are any.
 * @param reference scaled features `[width]` of answers, at least one: they set mean and spread of the scores
 */
export function fitEnsemble(
  pairs: readonly TrainingPair[],
  reference: readonly Float32Array[],
  previous: RewardEnsemble | null,
  settings: EnsembleSettings,
): RewardEnsemble {
  const observed = observe(pairs, settings);
  const precision = evidentPrecision(observed, reference[0]!.length, settings);
  return fitHeads(observed, precision, reference, previous, settings);
}

/** A pair as heads see it. */
interface ObservedPair {
  readonly pair: TrainingPair;
  /** The member that never sees it. */
  readonly fold: number;
  /** Each with what it counts in every head. */
  readonly seen: readonly FeatureObservation[];
}

export function observe(pairs: readonly TrainingPair[], { members }: EnsembleSettings): readonly ObservedPair[] {
  const shareOf = rankingShares(pairs);
  return pairs.map((pair) => ({
    pair,
    fold: foldOf(pair.promptId, members),
    seen: weighted(observationsOf(pair), (pair.weight ?? 1) * shareOf(pair)),
  }));
}

const weighted = (seen: readonly FeatureObservation[], times: number): readonly FeatureObservation[] =>
  seen.map((one) => ({ ...one, weight: one.weight * times }));

/** Fits every head under one prior. The votes that a member doesn't see then touch it in nothing. */
export function fitHeads(
  observed: readonly ObservedPair[],
  precision: Float64Array,
  reference: readonly Float32Array[],
  previous: RewardEnsemble | null,
  settings: EnsembleSettings,
): RewardEnsemble {
  const scaled = inPriorUnits(observed, precision);
  const heads = Array.from({ length: 1 + settings.members }, (_, head) => {
    const member = head - 1;
    // A ranking is drawn whole: its pairs are one opinion.
    const sampled = ({ pair, fold }: ObservedPair) =>
      fold === member ? 0 : bootstrapWeight(settings.seed, pair.ranking ?? pair.id, member);
    return fitHead(scaled, head === 0 ? () => 1 : sampled, previous?.heads[head], settings);
  });
  return ensembleOf(heads, reference, precision);
}

/** Pairs whose features are in units of the prior's deviations, and these `[width]`. */
interface ScaledPairs {
  readonly pairs: readonly ObservedPair[];
  readonly units: Float64Array;
}

export function inPriorUnits(observed: readonly ObservedPair[], precision: Float64Array): ScaledPairs {
  const units = precision.map((one) => 1 / Math.sqrt(one));
  return { units, pairs: observed.map((one) => ({ ...one, seen: one.seen.map((other) => inUnits(other, units)) })) };
}

/**
 * The most likely head `[width]`.
 * @param timesOf how often it sees a pair
 * @param start weights from which the search begins; 0 without them
 */
export function fitHead(
  { pairs, units }: ScaledPairs,
  timesOf: (pair: ObservedPair) => number,
  start: Float64Array | undefined,
  { iterations }: Pick<EnsembleSettings, "iterations">,
): Float64Array {
  const seen = pairs.flatMap((one) => {
    const times = timesOf(one);
    return times === 0 ? [] : weighted(one.seen, times);
  });
  return mostLikelyWeights(seen, units, start ?? new Float64Array(units.length), { ...HEAD_FIT, iterations });
}

/** The prior's precision of each weight `[width]` before anything is known of its group. */
export const initialPrecision = (width: number, { l2, groups = oneGroup(width) }: EnsembleSettings): Float64Array =>
  spreadOver(groups, (group) => (l2 * groups.length) / (groups[group]!.prior ?? 1));

/**
 * The same after the votes' evidence on each group. Of many observations it reads some, the same ones after a restart, and it begins anew each time: where
 * votes contradict nothing there are several answers, and which one is found must not hang on the fits before.
 * @param telling so many are read at most
 */
export function evidentPrecision(
  observed: readonly ObservedPair[],
  width: number,
  settings: EnsembleSettings,
  telling = TELLING,
): Float64Array {
  const { l2, groups = oneGroup(width) } = settings;
  const all = observed.flatMap(({ seen }) => seen);
  const step = all.length / Math.min(all.length, telling);
  const some = Array.from({ length: Math.min(all.length, telling) }, (_, i) => all[Math.floor(i * step)]!);
  const variances = groupVariances(some, groups, 1 / (l2 * groups.length));
  return numberVariances(some, groups, variances).map((variance) => 1 / variance);
}

/** Heads `[width]` with the mean and spread of their logits over reference samples. */
export function ensembleOf(
  heads: readonly Float64Array[],
  reference: readonly Float32Array[],
  precision: Float64Array,
): RewardEnsemble {
  const moments = heads.map((head) => {
    const { mean, std } = meanAndStd(reference.map((x) => dot(head, x)));
    return { mean, std: std + 1e-3 };
  });
  return { heads, mean: moments.map((m) => m.mean), std: moments.map((m) => m.std), precision };
}

/** What a head's logits are divided by to be scores. */
export const headSpread = ({ std }: RewardEnsemble, head: number): number => Math.max(FULL_SPREAD, std[head]!);

/**
 * Each head's score: the mean of reference samples is 0, their std at most 1 (lm-human-preferences makes it 1). A head that
 * a few votes have barely moved keeps its small logits: scaled up to 1 they would send PPO after noise.
 */
export const headScores = (ensemble: RewardEnsemble, features: Float32Array): number[] =>
  ensemble.heads.map((head, i) => (dot(head, features) - ensemble.mean[i]!) / headSpread(ensemble, i));

/** The score of the head that knows every vote, less `conservatism` standard deviations of the members'. */
export function conservativeReward(ensemble: RewardEnsemble, features: Float32Array, conservatism: number): number {
  const [score, ...members] = headScores(ensemble, features);
  return score! - conservatism * meanAndStd(members).std;
}

/** How much the members disagree on which answer is better: the standard deviation of their margins. */
export function disagreement(ensemble: RewardEnsemble, a: Float32Array, b: Float32Array): number {
  const scoresB = headScores(ensemble, b);
  const margins = headScores(ensemble, a).map((score, i) => score - scoresB[i]!);
  return meanAndStd(margins.slice(1)).std;
}

/** The share of a crowd that is expected to prefer A, 0-1. */
export const predictedShare = (ensemble: RewardEnsemble, a: Float32Array, b: Float32Array): number =>
  sigmoid(dot(ensemble.heads[0]!, a) - dot(ensemble.heads[0]!, b));

/** By how many logits the member that never saw a pair's prompt prefers A. */
export function heldOutLogit(
  ensemble: RewardEnsemble,
  { a, b, promptId }: TrainingPair,
  { members }: EnsembleSettings,
): number {
  const head = ensemble.heads[1 + foldOf(promptId, members)]!;
  return dot(head, a) - dot(head, b);
}
