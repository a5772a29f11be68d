/** Who says something in a conversation, as chat templates and endpoints name them. */
export const SPEAKERS = ["system", "user", "assistant"] as const;
export type Speaker = (typeof SPEAKERS)[number];

/** Why a row of an imported file is no comparison. */
export const LEFT_OUT_REASONS = [
  "missing",
  "empty",
  "equal",
  "tie",
  "apart",
  "goesOn",
  "role",
  "media",
  "mixed",
  "characters",
  "tooLarge",
  "alone",
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** Why an arena's model doesn't learn from a stored comparison. */
export const UNREAD_REASONS = ["turns", "template", "longPrompt", "longAnswer", "spelling", "same"] as const;
export type UnreadReason = (typeof UNREAD_REASONS)[number];

/** How many of each reason; those of none are left out. */
export type Counts<Reason extends string> = Readonly<Partial<Record<Reason, number>>>;

/** One more of a reason. */
export const counted = <Reason extends string>(counts: Counts<Reason>, reason: Reason): Counts<Reason> => ({
  ...counts,
  [reason]: (counts[reason] ?? 0) + 1,
});

/** All of them together. */
export const totalOf = (counts: Counts<string>): number =>
  Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);
