import type { Phase, Shown } from "../state.ts";
import type { Scored } from "../votes/scoring.ts";

/**
 * What the machinery asks of a beat under way in which everybody has the same to do. Each file beside this one has the rules of one beat:
 * what players may put in, and what comes of it.
 */
export interface SharedBeat {
  /** The player has put in all that is asked of them. */
  isLocked(playerId: string): boolean;
  /** The phase without what the player has put in. */
  without(playerId: string): Phase;
  /**
   * Players write, or the writer of an answer has withoutPlayer to do than the others: only totals are public then. Who is through, who has judged,
   * and when each of them was, would tell the writers.
   */
  readonly tellsWriters: boolean;
}

/** A shared beat in which answers are judged; a reveal follows it. */
export interface JudgedBeat extends SharedBeat {
  /** The predictions that can be scored, by player id. */
  scored(): ReadonlyMap<string, Scored>;
  shown(): Shown;
}

export function withoutPlayer<T>(all: ReadonlyMap<string, T>, playerId: string): ReadonlyMap<string, T> {
  const rest = new Map(all);
  rest.delete(playerId);
  return rest;
}
