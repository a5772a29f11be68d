/** Milliseconds of each of a number of runs, after some that are not counted. */
export interface RunPlan {
  readonly warmUp: number;
  /** Runs at least, and more while they took less than `minimumMs` together. */
  readonly runs: number;
  readonly minimumMs: number;
}

const MAX_RUNS = 200;

export async function timeRuns(run: () => Promise<unknown>, plan: RunPlan): Promise<number[]> {
  for (let i = 0; i < plan.warmUp; i++) await run();
  const times: number[] = [];
  let total = 0;
  while (times.length < plan.runs || (total < plan.minimumMs && times.length < MAX_RUNS)) {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
    total += times.at(-1)!;
  }
  return times;
}
