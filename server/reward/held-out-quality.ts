import { sigmoid } from "../stats/sigmoid.ts";
import { type CriterionRewards, headsAbout } from "./criterion-rewards.ts";
import { type EnsembleSettings, heldOutLogit, type RewardEnsemble } from "./reward-ensemble.ts";
import type { TrainingPair } from "./training-pair.ts";

/** How well votes on prompts that a head never saw are predicted. */
export interface EnsembleQuality {
  /** Share of decided held-out comparisons whose sign is right; NaN without any. */
  readonly accuracy: number;
  /**
   * By how much predicted shares are off, root mean square over ten bins, less what chance alone would make of so few votes (Kumar et al. 2019,
   * "Verified uncertainty calibration"): of a hundred votes the plain error is nine points where predictions are right.
   */
  readonly calibrationError: number;
  /** Mean margin, in logits, in favour of the answer that the crowd preferred. */
  readonly margin: number;
}

/**
 * How well the members predict votes on prompts that they never saw.
 * @param ensemble the one that is asked, or which one is asked about a pair
 * @param countOf what a pair counts in the means, 0-1
 */
export function heldOutQuality<P extends TrainingPair>(
  ensemble: RewardEnsemble | ((pair: P) => RewardEnsemble),
  pairs: readonly P[],
  settings: EnsembleSettings,
  countOf: (pair: P) => number = () => 1,
): EnsembleQuality {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, predicted: 0, observed: 0, variance: 0 }));
  let all = 0;
  let right = 0;
  let decided = 0;
  let margin = 0;
  for (const pair of pairs) {
    const { label } = pair;
    const count = countOf(pair);
    const logit = heldOutLogit(typeof ensemble === "function" ? ensemble(pair) : ensemble, pair, settings);
    const predicted = sigmoid(logit);
    const bin = bins[Math.min(9, Math.floor(predicted * 10))]!;
    all += count;
    bin.count += count;
    bin.predicted += count * predicted;
    bin.variance += count ** 2 * predicted * (1 - predicted);
    bin.observed += count * label;
    if (label === 0.5) continue;
    decided += count;
    right += count * Number(logit > 0 === label > 0.5);
    margin += count * logit * Math.sign(label - 0.5);
  }
  const squares = bins.reduce(
    (sum, { count, predicted, observed, variance }) =>
      sum + (count === 0 ? 0 : ((predicted - observed) ** 2 - variance) / count),
    0,
  );
  return {
    accuracy: right / decided,
    calibrationError: Math.sqrt(Math.max(0, squares) / Math.max(1, all)),
    margin: margin / decided,
  };
}

/** How well the votes on a criterion are predicted by heads of that criterion which never saw their prompts. */
export interface CriterionQuality extends EnsembleQuality {
  readonly comparisons: number;
}

/** The pairs that tell of a criterion which counts; all where there is none. */
export const countingPairs = <P extends TrainingPair>(rewards: CriterionRewards, pairs: readonly P[]): readonly P[] =>
  pairs.filter((pair) => rewards.criteria.size === 0 || headsAbout(rewards, pair) !== undefined);

/**
 * The quality over all criteria that count, and of each.
 * @param countOf what a pair counts in it, 0-1
 */
export function criterionQuality<P extends TrainingPair>(
  rewards: CriterionRewards,
  pairs: readonly P[],
  settings: EnsembleSettings,
  countOf: (pair: P) => number = () => 1,
): CriterionQuality & { readonly criteria: Readonly<Record<string, CriterionQuality>> } {
  const headsOf = (pair: TrainingPair) => headsAbout(rewards, pair);
  const of = (some: readonly P[]): CriterionQuality => ({
    ...heldOutQuality((pair) => headsOf(pair) ?? rewards.sum, some, settings, countOf),
    comparisons: some.reduce((sum, pair) => sum + countOf(pair), 0),
  });
  const counting = countingPairs(rewards, pairs);
  const each = [...rewards.criteria.keys()].map((name) => [name, of(pairs.filter((pair) => pair.criterion === name))]);
  return { ...of(counting), criteria: Object.fromEntries(each) as Record<string, CriterionQuality> };
}
