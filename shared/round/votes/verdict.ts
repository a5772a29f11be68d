/** A player's judgement of one pair: one of the two answers, neither better, or neither acceptable. */
export const VERDICTS = ["a", "b", "tie", "bothBad"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The share of a verdict that counts for answer A: a tie and a both-bad count half. */
export function labelOf(verdict: Verdict): number {
  if (verdict === "a") return 1;
  return verdict === "b" ? 0 : 0.5;
}
