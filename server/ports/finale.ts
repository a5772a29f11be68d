import type { VerdictChoice } from "../../shared/round/votes/verdict.ts";
import type { ArenaId } from "./arena.ts";
import type { RoomHold } from "./leases.ts";
import type { ModelAnswer, PairRecord } from "./pool.ts";
import type { VoteOutcome } from "./rounds.ts";

/** An answer to a prompt that no stage of training has seen. */
export interface HeldOutAnswer extends ModelAnswer {
  readonly prompt: { readonly id: string; readonly text: string };
}

/** What there is to compare at the end of a session. */
export interface FinaleStanding {
  /** Newest promoted version when its first round was dealt; null before that. */
  readonly began: number | null;
  /** Newest promoted version. */
  readonly newest: number;
  /** Newest promoted version above it whose answers are stored; null without one. */
  readonly answered: number | null;
}

/** A finale as it was dealt: a round of its own, after the last one. */
export interface OpenedFinale {
  readonly roundId: string;
  /** In the order in which they are shown. */
  readonly pairs: readonly PairRecord[];
}

/** Answers of policy versions to held-out prompts, and the finales that are dealt of them. Nothing else is. */
export interface Finales {
  /** Stores a version's answers, any number to each prompt. */
  add(arenaId: ArenaId, version: number, answers: readonly HeldOutAnswer[]): Promise<void>;
  /** Whether a version's answers are stored: to prompts of a pack, or, without one, to the arena's own. */
  has(arenaId: ArenaId, version: number, packId?: string): Promise<boolean>;
  standing(sessionId: string): Promise<FinaleStanding>;
  /**
   * Opens a session's finale: pairs of answers of the versions `began` and `now`, in other words each, to prompts that the session hasn't shown, those
   * first that no finale of the arena had for the longest time. A session whose pack has kept prompts is dealt these and no others. No two answers meet in two finales. Which of a version's answers to a prompt meet is up
   * to chance alone. Null, and nothing is opened, while there are fewer than `count` such pairs. Whoever asks again is given the same. A hold is as in `Rounds`.
   */
  deal(
    deal: {
      readonly sessionId: string;
      readonly index: number;
      readonly began: number;
      readonly now: number;
      readonly count: number;
    },
    hold?: RoomHold,
  ): Promise<OpenedFinale | null>;
  /** The player is done with a pair. `unknown`: they have not judged it, it belongs to no finale, or its round is closed. */
  lock(ballot: { roundId: string; pairId: string; playerId: string }): Promise<VoteOutcome>;
  /** What a finale was dealt, and what those have said and locked who weren't removed. */
  read(roundId: string): Promise<{
    readonly pairs: readonly PairRecord[];
    readonly verdicts: readonly {
      readonly pairId: string;
      readonly playerId: string;
      readonly verdict: VerdictChoice;
    }[];
    readonly locked: readonly { readonly pairId: string; readonly playerId: string }[];
  }>;
}
