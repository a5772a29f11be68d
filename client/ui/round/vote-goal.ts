/** Votes a player that a class aims at in a rapid beat. */
const VOTES_A_PLAYER = 4;
/** Milestones up to the goal. Beyond it they go on in the same steps. */
const STEPS = 4;
/** Goals from this size on are round numbers. */
const ROUND_FROM = 40;

/** What a class aims at together in a rapid beat, and how far it has come. */
export interface VoteGoal {
  readonly votes: number;
  /** Votes in all. */
  readonly goal: number;
  /** The next milestone: 20, 40, 60 and so on. */
  readonly next: number;
  /** Milestones reached so far. */
  readonly reached: number;
  /** Share of the goal, 0-1; 1 from the goal on. */
  readonly share: number;
  /** Where the milestones stand, as shares of the goal. */
  readonly marks: readonly number[];
}

/**
 * @param players how many the goal is for: those who are here
 * @param votes given in this beat so far
 */
export function voteGoal(players: number, votes: number): VoteGoal {
  const wanted = Math.max(1, players) * VOTES_A_PLAYER;
  const grain = wanted >= ROUND_FROM ? 5 : 1;
  const step = Math.max(1, Math.ceil(wanted / STEPS / grain) * grain);
  const goal = step * STEPS;
  const reached = Math.floor(votes / step);
  return {
    votes,
    goal,
    next: (reached + 1) * step,
    reached,
    share: Math.min(1, votes / goal),
    marks: Array.from({ length: STEPS }, (_, i) => (i + 1) / STEPS),
  };
}
