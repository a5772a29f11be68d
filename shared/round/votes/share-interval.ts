/** Half-width of a 95% interval in normal deviates. */
export const Z_95 = 1.959964;

/**
 * Wilson's score interval of a share, 0-1, seen in `count` independent votes.
 * @param z its half-width in normal deviates; 95% unless given
 */
export function wilson(share: number, count: number, z = Z_95): { low: number; high: number } {
  const spread = z ** 2 / count;
  const middle = (share + spread / 2) / (1 + spread);
  const margin = (z / (1 + spread)) * Math.sqrt((share * (1 - share)) / count + spread / (4 * count));
  return { low: Math.max(0, middle - margin), high: Math.min(1, middle + margin) };
}
