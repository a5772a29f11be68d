import type { LengthEffect } from "../../shared/protocol/boards.ts";
import type { JudgedMatchup } from "../ports/learning.ts";
import type { RatingRecord } from "../ports/models.ts";
import { ELO_SCALE, fieldOf, observationOf, PRIOR_PRECISION, ratingsOf } from "./bradley-terry.ts";
import { fitCorrelated } from "./correlated-votes.ts";

/** Ratings at equal length, and what length alone earns. */
export interface ControlledRatings {
  /** What versions would be rated if all answers were of one length. */
  readonly ratings: readonly RatingRecord[];
  /** Null where no two answers of a pair differed in length. */
  readonly effect: LengthEffect | null;
}

/** The covariate of an answer twice as long as the other. */
const TWICE_AS_LONG = lengthDifference(2, 1);

/**
 * Bradley-Terry ratings with the length of answers as a covariate beside the versions, as Chatbot Arena controls for style (Li, Angelopoulos
 * & Chiang 2024, "Does style matter?"): the difference of the lengths over their sum. The covariate takes what crowds give to length alone,
 * and the versions' ratings what is left. If all answers of one version are longer than all of another's, the two can't be told
 * apart, and both intervals are wide.
 */
export function lengthControlled(matchups: readonly JudgedMatchup[]): ControlledRatings {
  const field = fieldOf(matchups);
  const differences = field.judged.map(({ wordsA, wordsB }) => lengthDifference(wordsA, wordsB));
  const scale = Math.sqrt(differences.reduce((sum, value) => sum + value ** 2, 0) / Math.max(1, differences.length));
  const length = field.precisions.length;
  const observations = field.judged.map((matchup, i) => {
    const observation = observationOf(matchup, field.columns);
    return scale === 0
      ? observation
      : { ...observation, at: [...observation.at, [length, differences[i]! / scale] as const] };
  });
  const fit = fitCorrelated(observations, scale === 0 ? field.precisions : [...field.precisions, PRIOR_PRECISION]);
  const ratings = ratingsOf(field, fit);
  if (scale === 0) return { ratings, effect: null };
  const twice = (ELO_SCALE * TWICE_AS_LONG) / scale;
  const points = twice * fit.coefficients[length]!;
  const margin = twice * fit.quantile * Math.sqrt(fit.covariance.get(length, length));
  return { ratings, effect: { points, low: points - margin, high: points + margin } };
}

/** -1 to 1; 0 for two empty answers. */
function lengthDifference(a: number, b: number): number {
  return a + b === 0 ? 0 : (a - b) / (a + b);
}
