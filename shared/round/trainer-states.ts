/** What an arena's trainer is doing, in the order of a cycle. */
export const TRAINER_STATES = [
  "loading",
  "idle",
  /** Another arena has its turn. */
  "waiting",
  /** Where versions are kept, or the server that answers, can't be reached or used: it goes on once it can. */
  "blocked",
  /** The reward model is fitted to the votes. */
  "reward",
  /** The policy is improved, by whatever method. */
  "improve",
  /** A candidate is measured before it may answer players. */
  "gate",
  /** The pool of answers is filled up. */
  "refill",
  /** The safety check lets through nothing that the model says to what players are asked: nothing can be dealt. */
  "withheld",
  /** The model can't read a single question of a pack that is played, so that its game has nothing to deal. */
  "overlong",
] as const;
export type TrainerState = (typeof TRAINER_STATES)[number];
