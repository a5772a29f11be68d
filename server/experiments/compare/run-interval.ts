import { mean } from "../../stats/moments.ts";
/** One run's values, a cluster (a prompt) each, the clusters being the same in every run. */
export type Run = readonly number[];

export interface MeanWithInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 2_000;

/**
 * The mean over runs with a 95% interval for other seeds and other prompts, the tastes staying what they are: the pigeonhole
 * bootstrap (Owen 2007), which draws seeds within each taste and prompts across all runs. With one seed a taste only prompts vary.
 * @param tastes runs by taste, a taste weighing as much as another
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
