/** What an arena's trainer is doing, in the order of a cycle. */
export const TRAINER_STATES = [
  "loading",
  "idle",
  /** Another arena has its turn. */
  "waiting",
  /** What it learns can't be stored where versions are kept: it goes on once it can. */
  "blocked",
  /** The reward model is fitted to the votes. */
  "reward",
  /** The policy is improved, by whatever method. */
  "improve",
  /** A candidate is measured before it may answer players. */
  "gate",
  /** The pool of answers is filled up. */
  "refill",
] as const;
export type TrainerState = (typeof TRAINER_STATES)[number];
