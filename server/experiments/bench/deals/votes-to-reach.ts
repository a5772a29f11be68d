/** The nearest curve that never falls (pool adjacent violators, Ayer et al. 1955): a lucky round isn't taken for the goal reached. */
export function neverFalling(values: readonly number[]): number[] {
  const blocks: { sum: number; size: number }[] = [];
  for (const value of values) {
    blocks.push({ sum: value, size: 1 });
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)!];
      if (before === undefined || before.sum / before.size <= last.sum / last.size) break;
      blocks.splice(-2, 2, { sum: before.sum + last.sum, size: before.size + last.size });
    }
  }
  return blocks.flatMap(({ sum, size }) => new Array<number>(size).fill(sum / size));
}

/**
 * Votes after which a learning curve reaches `goal`, between its points on a straight line; infinite where it never does.
 * @param curve after each `step` votes
 */
export function votesToReach(goal: number, curve: readonly number[], step: number): number {
  const smooth = neverFalling(curve);
  const at = smooth.findIndex((value) => value >= goal);
  if (at < 0) return Number.POSITIVE_INFINITY;
  const before = smooth[at - 1];
  return before === undefined ? step : step * (at + (goal - before) / (smooth[at]! - before));
}
