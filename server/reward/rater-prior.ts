/** Cells of the grid over reliability; that over 2 eta - 1, from -1 to 1, is as fine. */
export const CELLS = 20;
export const reliabilityAt = (i: number): number => i / CELLS;
/** 2 eta - 1. */
export const alignmentAt = (j: number): number => j / CELLS - 1;

/**
 * The prior of the reliability: Beta(a, b), and a share of players whose reliability is 0 (spammer-hammer, Karger et al. 2011). The Beta
 * is U-shaped, as most people either look or don't; its mean is 2/3, and a tenth of it lies below 0.1.
 */
const BETA = { a: 0.6, b: 0.3 };
/** Probability that a player has a taste of their own, which the fitted model may follow, oppose or not know. */
export const OWN_TASTE = 0.2;
/** Masses of the Beta's cells, by midpoints of fiftieths of a cell, since its density has no bound at the ends. */
const betaMasses: readonly number[] = (() => {
  const density = (x: number) => x ** (BETA.a - 1) * (1 - x) ** (BETA.b - 1);
  const masses = Array.from({ length: CELLS + 1 }, (_, i) => {
    const [from, to] = [Math.max(0, (i - 0.5) / CELLS), Math.min(1, (i + 0.5) / CELLS)];
    const points = Array.from({ length: 50 }, (_, k) => from + ((k + 0.5) / 50) * (to - from));
    return (points.reduce((sum, x) => sum + density(x), 0) * (to - from)) / 50;
  });
  const total = masses.reduce((a, b) => a + b, 0);
  return masses.map((mass) => mass / total);
})();
/** Of a cell of reliability. */
export const priorOf = (i: number, tossers: number): number => (1 - tossers) * betaMasses[i]! + (i === 0 ? tossers : 0);
