/**
 * How players come to judge a pair: each gets rapid ones of their own, and everyone in the session judges the others, `podium` and `bot` in the
 * modes of those names, `finale` after the last round.
 */
export const PLAYED_KINDS = ["rapid", "showdown", "podium", "bot", "finale"] as const;
export type PlayedKind = (typeof PLAYED_KINDS)[number];

/** What a stored pair was made for. `imported` ones were judged elsewhere and are never dealt. */
export const PAIR_KINDS = [...PLAYED_KINDS, "imported"] as const;
export type PairKind = (typeof PAIR_KINDS)[number];
