/** How a pair is judged. */
export const PAIR_KINDS = [
  /** By the one player to whom it is dealt. */
  "rapid",
  /** By everyone in the session, as those below. */
  "showdown",
  /** As one of all the pairs that a ranking orders. */
  "podium",
  /** With an answer that a player wrote. */
  "bot",
  /** It was judged elsewhere, and is never dealt. */
  "imported",
] as const;
export type PairKind = (typeof PAIR_KINDS)[number];
