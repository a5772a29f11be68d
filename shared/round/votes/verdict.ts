/** A player's judgement of one pair: one of the two answers, neither better, or neither acceptable. In the order of their buttons. */
export const VERDICTS = ["a", "b", "tie", "bothBad"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A player can't judge a pair. It is stored apart from the votes, and nothing is learnt from it. */
export const ABSTENTION = "cantJudge";
/** What a player may say of a pair, in the order of the buttons. */
export const VERDICT_CHOICES = [...VERDICTS, ABSTENTION] as const;
export type VerdictChoice = (typeof VERDICT_CHOICES)[number];

export const isVerdict = (choice: VerdictChoice | null): choice is Verdict => choice !== null && choice !== ABSTENTION;

/** The share of a verdict that counts for answer A. */
const LABELS: Readonly<Record<Verdict, number>> = { a: 1, b: 0, tie: 0.5, bothBad: 0.5 };

export const labelOf = (verdict: Verdict): number => LABELS[verdict];

/** A record with what `value` says of each verdict. */
export function perVerdict<T>(value: (verdict: Verdict) => T): Readonly<Record<Verdict, T>> {
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, value(verdict)])) as Record<Verdict, T>;
}
