/** How far a player's votes are to be relied on, as the trainer last estimated it from all that was voted; for hosts alone. */
export interface RaterRecord {
  readonly playerId: string;
  /** Share of the votes, 0-1, that aren't tossed, with its 95% interval. */
  readonly reliability: number;
  readonly low: number;
  readonly high: number;
  /** Crowd-BT's eta, 0-1: 1 votes as the reward model foretells, a coin has 0.5. */
  readonly eta: number;
  /** What a vote counts in the reward model beside that of a player whom nobody knows. */
  readonly weight: number;
  /** What that rests on: pairs judged twice, */
  readonly repeats: number;
  /** and verdicts compared with a reward model that never saw their prompts. */
  readonly compared: number;
}

export interface Raters {
  /** Replaces what was known of these players. */
  save(raters: readonly RaterRecord[]): Promise<void>;
}
