import { median as medianOf, sampleStandardDeviation } from "simple-statistics";
import { mean } from "../stats/moments.ts";

/** The value at a share 0-1 of the sorted values (nearest rank); NaN without any. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** The middle value, or the mean of the two middle ones; NaN without any. */
export const median = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : medianOf(values));

/** Standard deviation of a sample, over n - 1; NaN for fewer than two values. */
export const deviation = (values: readonly number[]): number =>
  values.length < 2 ? Number.NaN : sampleStandardDeviation(values);

/** One run's values: one a cluster (a prompt). The clusters are the same in every run. */
export type Run = readonly number[];

export interface MeanWithInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 2_000;

/**
 * The mean over runs with a 95% interval for other seeds and other prompts, while the tastes stay what they are: the pigeonhole
 * bootstrap (Owen 2007). It draws seeds within each taste, and prompts across all runs. With one seed a taste only prompts vary.
 * @param tastes runs by taste; every taste weighs the same
 */
export function runInterval(tastes: readonly (readonly Run[])[], random: () => number): MeanWithInterval {
  const prompts = tastes[0]![0]!.length;
  const pick = (count: number) => Math.floor(random() * count);
  const meanOf = (draw: (count: number) => number[]) => {
    const columns = draw(prompts);
    const each = tastes.map((runs) => {
      const rows = draw(runs.length);
      return mean(rows.map((row) => mean(columns.map((column) => runs[row]![column]!))));
    });
    return mean(each);
  };
  const drawn = Array.from({ length: DRAWS }, () =>
    meanOf((count) => Array.from({ length: count }, () => pick(count))),
  );
  drawn.sort((a, b) => a - b);
  return {
    mean: meanOf((count) => Array.from({ length: count }, (_, i) => i)),
    low: drawn[Math.floor(0.025 * DRAWS)]!,
    high: drawn[Math.ceil(0.975 * DRAWS) - 1]!,
  };
}
