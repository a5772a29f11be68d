import { type EnsembleSettings, ensembleOf, fitEnsemble, headSpread, type RewardEnsemble } from "./reward-ensemble.ts";
import type { TrainingPair } from "./training-pair.ts";

/** A reward for each criterion that was voted on and counts, and their sum, which is an ensemble like any other because heads are linear. */
export interface CriterionRewards {
  readonly criteria: ReadonlyMap<string, RewardEnsemble>;
  readonly sum: RewardEnsemble;
}

/**
 * Comparisons' worth of weight that the votes on all other criteria have together in the fit of a criterion: a power prior (Ibrahim &
 * Chen 2000) that rules while the criterion has few votes of its own and soon stops to matter.
 */
const OTHERS_COMPARISONS = 20;

/**
 * Refits the heads of every criterion, from their last weights where there are any.
 *
 * @param weights what a criterion counts, at least 0; 1 where it isn't given. Criteria that nobody voted on count nothing. Where all criteria
 * that were voted on count nothing, the votes on all of them are taken as being about one
 * @param reference scaled features `[width]` of answers; sets mean and spread of the scores
 */
export function fitCriteria(
  pairs: readonly TrainingPair[],
  weights: Readonly<Record<string, number>>,
  reference: readonly Float32Array[],
  previous: CriterionRewards | null,
  settings: EnsembleSettings,
): CriterionRewards {
  const voted = new Set(pairs.flatMap(({ criterion }) => criterion ?? []));
  const counting = [...voted].filter((criterion) => (weights[criterion] ?? 1) > 0);
  if (counting.length === 0)
    return { criteria: new Map(), sum: fitEnsemble(pairs, reference, previous?.sum ?? null, settings) };
  const criteria = new Map(
    counting.map((criterion) => {
      const isAbout = (pair: TrainingPair) => (pair.criterion ?? criterion) === criterion;
      const others = pairs.reduce((count, pair) => count + Number(!isAbout(pair)), 0);
      const share = Math.min(1, OTHERS_COMPARISONS / others);
      const weighted = pairs.map((pair) => (isAbout(pair) ? pair : { ...pair, weight: share * (pair.weight ?? 1) }));
      const last = previous?.criteria.get(criterion) ?? previous?.sum ?? null;
      return [criterion, fitEnsemble(weighted, reference, last, settings)];
    }),
  );
  return { criteria, sum: weightedSum(criteria, weights, reference) };
}

/**
 * The weighted sum of criteria, each at the same spread over reference samples, in logits. Its scores vary as much as one criterion's where
 * criteria are unrelated. Where they contradict each other little is left, and that little isn't scaled up again. Of one criterion it is that
 * criterion's reward.
 */
function weightedSum(
  criteria: ReadonlyMap<string, RewardEnsemble>,
  weights: Readonly<Record<string, number>>,
  reference: readonly Float32Array[],
): RewardEnsemble {
  const given = [...criteria].map(([criterion, ensemble]) => ({ ensemble, weight: weights[criterion] ?? 1 }));
  if (given.length === 1) return given[0]!.ensemble;
  const norm = Math.hypot(...given.map(({ weight }) => weight));
  const total = given.reduce((sum, { weight }) => sum + weight, 0);
  const spreads = given[0]!.ensemble.heads.map((_, i) =>
    given.reduce((sum, { ensemble, weight }) => sum + (weight / total) * headSpread(ensemble, i), 0),
  );
  const heads = spreads.map((spread, i) => {
    const head = new Float64Array(reference[0]!.length);
    for (const { ensemble, weight } of given) {
      const times = ((weight / norm) * spread) / headSpread(ensemble, i);
      for (const [j, value] of ensemble.heads[i]!.entries()) head[j]! += times * value;
    }
    return head;
  });
  const precision = Float64Array.from(reference[0]!, (_, j) =>
    given.reduce((sum, { ensemble, weight }) => sum + (weight / total) * ensemble.precision[j]!, 0),
  );
  const sum = ensembleOf(heads, reference, precision);
  return { ...sum, std: sum.std.map((std, i) => Math.max(std, spreads[i]!)) };
}

/** The heads of what a pair was judged by; undefined where that has none, or where the pair counts for every criterion. */
export const headsAbout = (
  { criteria }: CriterionRewards,
  { criterion = null }: TrainingPair,
): RewardEnsemble | undefined => (criterion === null ? undefined : criteria.get(criterion));
