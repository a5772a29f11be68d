/** How much a cycle may do; times in milliseconds. */
export interface Schedule {
  /** Iterations of a cycle at most, */
  readonly iterations: number;
  /** and no new one where the cycle, the gate included, would then take longer than this. One is always run. */
  readonly cycleMs: number;
  /** Prompts of an answer pool, and answers to each: one batch of the generator, as rows beside a full batch cost as much again. */
  readonly poolPrompts: number;
  readonly perPrompt: number;
  readonly showdowns: number;
  /** Undealt rapid pairs below which the pool is filled up. */
  readonly lowWater: number;
}

export const SCHEDULE: Schedule = {
  iterations: 3,
  cycleMs: 5_000,
  poolPrompts: 64,
  perPrompt: 4,
  showdowns: 24,
  lowWater: 60,
};
