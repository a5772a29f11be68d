/** How much a cycle may do; times in milliseconds. */
export interface Schedule {
  /** PPO iterations of a cycle at most, */
  readonly iterations: number;
  /** and no new one once the next would end after this much time. One is always run. */
  readonly ppoMs: number;
  /** Prompts of an answer pool, and answers to each: one batch of the generator, as rows beside a full batch cost as much again. */
  readonly poolPrompts: number;
  readonly perPrompt: number;
  readonly showdowns: number;
  /** Undealt rapid pairs below which the pool is filled up. */
  readonly lowWater: number;
}

export const SCHEDULE: Schedule = {
  iterations: 3,
  ppoMs: 4_000,
  poolPrompts: 64,
  perPrompt: 4,
  showdowns: 24,
  lowWater: 60,
};
