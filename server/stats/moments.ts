import { meanSimple } from "simple-statistics";

/** The sum of all values, added in their order; 0 of no values. */
export function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/**
 * The arithmetic mean; NaN of no values. Values are added in their order: the library's `mean` compensates for rounding, so that learning
 * would no longer repeat to the last digit.
 */
export const mean = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : meanSimple(values));

/** The mean and the standard deviation of the values themselves, not of a population that they are drawn from; NaN of no values. */
export function meanAndStd(values: readonly number[]): { mean: number; std: number } {
  const centre = mean(values);
  return { mean: centre, std: Math.sqrt(mean(values.map((value) => (value - centre) ** 2))) };
}
