import type { Entry } from "../../shared/round/state.ts";
import type { ArenaId } from "./arena-id.ts";
import type { PairRecord } from "./pool.ts";

/** Ids of two answers. */
export interface AnswerPair {
  readonly a: string;
  readonly b: string;
}

/** What players write, and how it fares. */
export interface Entries {
  /**
   * The prompt that a round's players write to: one of `pack`, or without it one that the newest policy has answered; none twice in a
   * session as long as there are others. Null while there is none. A round has one, whoever asks again.
   */
  drawPrompt(draw: {
    arenaId: ArenaId;
    roundId: string;
    pack: readonly { readonly id: string; readonly text: string }[] | null;
  }): Promise<{ readonly id: string; readonly text: string } | null>;
  /** Stores what a player of the round's session wrote. `unknown`: no such player, or the round is closed. */
  write(entry: { roundId: string; playerId: string; text: string }): Promise<"accepted" | "duplicate" | "unknown">;
  /** Answers to the round's prompt: those that were written, and at most `machines` of the newest policies'. */
  answers(
    roundId: string,
    machines: number,
  ): Promise<readonly { readonly id: string; readonly writer: string; readonly text: string }[]>;
  /** Stores the pairs in which they meet, for everyone in the round, and the showdown's; returns that. A round has them once. */
  pair(round: { roundId: string; pairs: readonly AnswerPair[]; showdown: AnswerPair }): Promise<PairRecord | null>;
  /** That pair again; null before there was one. */
  showdown(roundId: string): Promise<PairRecord | null>;
  /** Pairs that a player hasn't judged, isn't a writer of and doesn't hold; the least judged first. */
  deal(deal: {
    roundId: string;
    playerId: string;
    count: number;
    held: readonly string[];
  }): Promise<readonly PairRecord[]>;
  /** How a closed round's answers fared. */
  judged(roundId: string): Promise<readonly Entry[]>;
}
