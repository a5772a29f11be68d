/** A player's judgement of one pair: one of the two answers, neither better, or neither acceptable. In the order of their buttons. */
export const VERDICTS = ["a", "b", "tie", "bothBad"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The share of a verdict that counts for answer A. */
const LABELS: Readonly<Record<Verdict, number>> = { a: 1, b: 0, tie: 0.5, bothBad: 0.5 };

export const labelOf = (verdict: Verdict): number => LABELS[verdict];

/** A record with what `value` says of each verdict. */
export function perVerdict<T>(value: (verdict: Verdict) => T): Readonly<Record<Verdict, T>> {
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, value(verdict)])) as Record<Verdict, T>;
}
