import type { Verdict } from "../../../shared/round/votes/verdict.ts";
import { sigmoid } from "../../stats/sigmoid.ts";

/** Standardised scores closer than this look alike to a voter, */
const NEAR = 0.1;
/** who then votes a tie with this probability. */
const TIE = 0.6;
/** Slope of the voting curve per standard deviation of the taste. */
const SLOPE = 2;

/**
 * A noisy voter: a logistic choice on the difference of two standardised scores, and a share `noise` of votes flipped on top.
 * @param difference score of A less score of B, in standard deviations over the starting policy's answers
 */
export function castVerdict(difference: number, noise: number, random: () => number): Verdict {
  if (Math.abs(difference) < NEAR && random() < TIE) return "tie";
  const prefersA = random() < sigmoid(SLOPE * difference);
  const flipped = random() < noise;
  return prefersA !== flipped ? "a" : "b";
}
