import type { PauseReason } from "../../shared/protocol/pause-reasons.ts";
import type { ArenaId } from "./arena-id.ts";

/** A model that answers beside the arena's own policy and isn't trained. */
export interface ContestantState {
  readonly name: string;
  /** Of the deal; 0: it has been taken out. */
  readonly share: number;
  /** Why it pauses; null while it works. */
  readonly paused: PauseReason | null;
  readonly pausedUntil: Date | null;
  /** What its endpoint has been asked in this arena, */
  readonly calls: number;
  /** and what that took. */
  readonly tokens: number;
  /** Answers that were too long, unfit for a classroom or empty. */
  readonly unusable: number;
}

export interface Contestants {
  /** By name, with how many answers of theirs are stored. */
  list(arenaId: ArenaId): Promise<readonly (ContestantState & { readonly id: number; readonly answers: number })[]>;
  /** Stores how it stands, under its name, and returns its id. Notifies `contestants`. */
  setState(arenaId: ArenaId, state: ContestantState): Promise<number>;
  /** Up to `count` prompts to which the newest version's answers are dealt, those to which it has the fewest answers first; none of `except`. */
  promptsFor(wanted: {
    arenaId: ArenaId;
    contestantId: number;
    count: number;
    except: readonly string[];
  }): Promise<readonly { readonly id: string; readonly text: string }[]>;
  /** Stores an answer to one of these. */
  answer(arenaId: ArenaId, contestantId: number, answer: { promptId: string; text: string }): Promise<void>;
  /**
   * Pairs its stored answers with the newest version's, rapid and for showdowns, until they make up `share` of the undealt pairs of each. Pairs
   * get priorities like those that they lie among, so that the deal keeps the share. Returns how many pairs lack an answer.
   */
  pair(wanted: { arenaId: ArenaId; contestantId: number; share: number }): Promise<number>;
  /** Its answers against those of policy versions, as people judged them, repeated pairs left out; `label` is the contestant's share. */
  contests(arenaId: ArenaId): Promise<
    readonly {
      readonly contestantId: number;
      readonly version: number;
      readonly label: number;
      readonly votes: number;
    }[]
  >;
  /** Answers that were preferred to policies' on the whole and are not hidden, the oldest first. */
  winners(arenaId: ArenaId): Promise<readonly { readonly prompt: string; readonly text: string }[]>;
}
