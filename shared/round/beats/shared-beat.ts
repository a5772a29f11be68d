import { type Rejection, reject } from "../command.ts";
import type { Phase, Shown } from "../state.ts";
import type { Scored } from "../votes/scoring.ts";

/**
 * What the machinery asks of a beat under way in which everybody has the same to do. Each file beside this one has the rules of one beat:
 * what players may put in, and what comes of it.
 */
export interface SharedBeat {
  /** The player is done: they have locked in, or what they wrote is in. */
  isLocked(playerId: string): boolean;
  /** The phase without what the player has put in. */
  without(playerId: string): Phase;
  /**
   * Players write, or the writer of an answer has less to do than the others: only totals are public then. Who is through, who has judged,
   * and when each of them was, would tell the writers.
   */
  readonly tellsWriters: boolean;
}

/** A shared beat in which answers are judged; a reveal follows it. */
export interface JudgedBeat extends SharedBeat {
  /** The predictions that can be scored, by player id. */
  scored(): ReadonlyMap<string, Scored>;
  /** Whether a prediction that was scored came closer than the reward model's. */
  beatsRewardModel(playerId: string, scored: Scored): boolean;
  shown(): Shown;
}

/** Why nothing can be put into a beat that isn't under way. */
export const notNow = ({ name }: Phase): Rejection => reject(name === "title" ? "not_open" : "wrong_phase");

export function withoutPlayer<T>(all: ReadonlyMap<string, T>, playerId: string): ReadonlyMap<string, T> {
  const rest = new Map(all);
  rest.delete(playerId);
  return rest;
}
