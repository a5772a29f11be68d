/** Two candidates of one prompt, by their indices. */
export interface CandidatePair {
  readonly a: number;
  readonly b: number;
  readonly priority: number;
}

/** Further pairs of a prompt come after the first of every prompt: the most extreme pairs of all are often just odd. */
const SECOND_CHOICE = 100;

/**
 * From `perPrompt` answers to each prompt, the disjoint pairs that the reward ensemble is least sure of: one or more a
 * prompt, best first. Without an ensemble every pair has priority 0 and the order is that of sampling.
 * @param groups indices of the answers to one prompt, a group a prompt
 * @param disagreement how unsure the ensemble is which of two answers is better
 */
export function choosePairs(
  groups: readonly (readonly number[])[],
  disagreement: (a: number, b: number) => number,
  count: number,
): CandidatePair[] {
  const chosen: CandidatePair[] = [];
  for (const group of groups) {
    const pairs = group.flatMap((a, i) => group.slice(i + 1).map((b) => ({ a, b, priority: disagreement(a, b) })));
    pairs.sort((x, y) => y.priority - x.priority);
    const used = new Set<number>();
    for (const pair of pairs) {
      if (used.has(pair.a) || used.has(pair.b)) continue;
      const rank = used.size / 2;
      used.add(pair.a).add(pair.b);
      chosen.push({ ...pair, priority: pair.priority - rank * SECOND_CHOICE });
    }
  }
  return chosen.sort((x, y) => y.priority - x.priority).slice(0, count);
}
