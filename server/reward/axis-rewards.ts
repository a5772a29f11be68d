import {
  type EnsembleQuality,
  type EnsembleSettings,
  ensembleOf,
  fitEnsemble,
  headSpread,
  heldOutQuality,
  type RewardEnsemble,
} from "./reward-ensemble.ts";
import type { TrainingPair } from "./training-pair.ts";

/** A reward for each axis that was voted on and counts, and their sum, which is an ensemble like any other because heads are linear. */
export interface AxisRewards {
  readonly axes: ReadonlyMap<string, RewardEnsemble>;
  readonly sum: RewardEnsemble;
}

/**
 * Comparisons' worth of weight that the votes on all other axes have together in the fit of an axis: a power prior (Ibrahim &
 * Chen 2000) that rules while the axis has few votes of its own and soon stops to matter.
 */
const PRIOR_COMPARISONS = 20;

/**
 * Refits the heads of every axis, from their last weights where there are any.
 *
 * @param weights what an axis counts, at least 0; 1 where it isn't given. Axes nobody voted on count nothing; where all axes that were voted
 * on count nothing, the votes on all of them are taken as being about one
 */
export function fitAxes(
  pairs: readonly TrainingPair[],
  weights: Readonly<Record<string, number>>,
  reference: readonly Float32Array[],
  previous: AxisRewards | null,
  settings: EnsembleSettings,
): AxisRewards {
  const voted = new Set(pairs.flatMap(({ criterion }) => criterion ?? []));
  const counting = [...voted].filter((axis) => (weights[axis] ?? 1) > 0);
  if (counting.length === 0)
    return { axes: new Map(), sum: fitEnsemble(pairs, reference, previous?.sum ?? null, settings) };
  const axes = new Map(
    counting.map((axis) => {
      const isAbout = (pair: TrainingPair) => (pair.criterion ?? axis) === axis;
      const others = pairs.reduce((count, pair) => count + Number(!isAbout(pair)), 0);
      const share = Math.min(1, PRIOR_COMPARISONS / others);
      const weighted = pairs.map((pair) => (isAbout(pair) ? pair : { ...pair, weight: share * (pair.weight ?? 1) }));
      const last = previous?.axes.get(axis) ?? previous?.sum ?? null;
      return [axis, fitEnsemble(weighted, reference, last, settings)];
    }),
  );
  return { axes, sum: weightedSum(axes, weights, reference) };
}

/**
 * The weighted sum of axes, each at the same spread over reference samples, in logits. Its scores vary as much as one axis's where axes are
 * unrelated; where they contradict each other little is left, and that little isn't blown up again. Of one axis it's that axis.
 */
function weightedSum(
  axes: ReadonlyMap<string, RewardEnsemble>,
  weights: Readonly<Record<string, number>>,
  reference: readonly Float32Array[],
): RewardEnsemble {
  const given = [...axes].map(([axis, ensemble]) => ({ ensemble, weight: weights[axis] ?? 1 }));
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
  const sum = ensembleOf(heads, reference);
  return { ...sum, std: sum.std.map((std, i) => Math.max(std, spreads[i]!)) };
}

/** The heads of what a pair was judged by; undefined where that has none, or where the pair speaks for every axis. */
export const headsAbout = ({ axes }: AxisRewards, { criterion = null }: TrainingPair): RewardEnsemble | undefined =>
  criterion === null ? undefined : axes.get(criterion);

/** How well the votes on an axis are foretold by heads of that axis which never saw their prompts. */
export interface AxisQuality extends EnsembleQuality {
  readonly comparisons: number;
}

/**
 * The quality over all axes that count, and of each.
 * @param countOf what a pair counts in it, 0-1
 */
export function axisQuality<P extends TrainingPair>(
  rewards: AxisRewards,
  pairs: readonly P[],
  settings: EnsembleSettings,
  countOf: (pair: P) => number = () => 1,
): AxisQuality & { readonly axes: Readonly<Record<string, AxisQuality>> } {
  const headsOf = (pair: TrainingPair) => headsAbout(rewards, pair);
  const of = (some: readonly P[]): AxisQuality => ({
    ...heldOutQuality((pair) => headsOf(pair) ?? rewards.sum, some, settings, countOf),
    comparisons: some.reduce((sum, pair) => sum + countOf(pair), 0),
  });
  const counting = pairs.filter((pair) => rewards.axes.size === 0 || headsOf(pair) !== undefined);
  const axes = [...rewards.axes.keys()].map((axis) => [axis, of(pairs.filter((pair) => pair.criterion === axis))]);
  return { ...of(counting), axes: Object.fromEntries(axes) as Record<string, AxisQuality> };
}
