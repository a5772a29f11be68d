import { explainedFigure } from "../../shared/protocol/training/reward-groups.ts";
import { dot } from "../stats/linear-algebra.ts";
import type { FeatureGroup } from "./features/feature-group.ts";
import type { RewardEnsemble } from "./reward-ensemble.ts";

/**
 * What share of the variance of scores over answers each group of features explains: the covariance of the group's part of the score with the whole
 * score, over the variance of that. Shares sum to 1 (Pratt 1987); a group that only takes back what others say too much has none.
 * @param head `[width]`
 * @param answers scaled features `[width]` of each
 * @returns a share a group, all 0 where all scores are the same
 */
export function explainedShares(
  head: Float64Array,
  groups: readonly FeatureGroup[],
  answers: readonly Float32Array[],
): number[] {
  const scores = answers.map((x) => dot(head, x));
  const centre = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  let from = 0;
  const parts = groups.map(({ size }) => {
    const own = head.subarray(from, from + size);
    const covariance = answers.reduce(
      (sum, x, i) => sum + (scores[i]! - centre) * dot(own, x.subarray(from, from + size)),
      0,
    );
    from += size;
    return Math.max(0, covariance);
  });
  const all = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => (all > 0 ? part / all : 0));
}

/** Shares below it are left out of a fit's figures, which everybody who watches the lab is sent. */
const SMALLEST = 0.05;

/** The same as figures of a fit; none before the first. */
export function explainedFigures(
  ensemble: RewardEnsemble | null,
  groups: readonly FeatureGroup[],
  answers: readonly Float32Array[],
): Record<string, number> {
  if (ensemble === null) return {};
  const shares = explainedShares(ensemble.heads[0]!, groups, answers);
  const told = groups.flatMap(({ name }, i) =>
    shares[i]! < SMALLEST ? [] : [[explainedFigure(name), Math.round(1000 * shares[i]!) / 1000] as const],
  );
  return Object.fromEntries(told);
}
