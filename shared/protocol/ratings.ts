/** Rating of version 0, in Elo points: all others are measured against it. */
export const START_RATING = 1000;

/**
 * Whether a figure can be told from a value: its 95% interval leaves the value out. As long as it doesn't, no screen tells the figure; it
 * says that it is too early. A rating is held against the starting version's, the effect of length against none, a win rate against a half.
 */
export const isTold = ({ low, high }: { readonly low: number; readonly high: number }, from: number): boolean =>
  low > from || high < from;
