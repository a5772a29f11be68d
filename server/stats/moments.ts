import { meanSimple } from "simple-statistics";

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
