import type { Speaker } from "../../shared/protocol/imports.ts";
import type { PairKind } from "../../shared/round/pair-kinds.ts";
import type { Criterion } from "../../shared/round/settings.ts";
import type { Verdict } from "../../shared/round/votes/verdict.ts";
import type { ArenaId } from "./arena.ts";

/** What somebody says in a conversation. */
export interface ConversationTurn {
  readonly role: Speaker;
  readonly content: string;
}

export interface ComparedAnswer {
  readonly text: string;
  /** Empty where no policy wrote it: such a text is encoded when it is read. */
  readonly tokens: readonly number[];
  /** Which version wrote it; `PLAYER` where a player did or it was imported, `EXTERNAL_MODEL` where an external model did. */
  readonly policyVersion: number;
}

/**
 * A judged pair as it is stored: two answers to one prompt and what was said of them. `Answer` is what a reader is given of an answer;
 * a reader of few fields takes a `Pick` of it.
 */
export interface Comparison<Answer = ComparedAnswer> {
  /** Grows in the order in which comparisons were stored. */
  readonly id: number;
  readonly pairId: string;
  readonly roundId: string;
  readonly kind: PairKind;
  /** What it was judged by. */
  readonly criterion: Criterion;
  readonly promptId: string;
  readonly prompt: string;
  /** The turns of a conversation that was imported, whose transcript the prompt is; null or absent where it is a question. */
  readonly turns?: readonly ConversationTurn[] | null;
  readonly a: Answer;
  readonly b: Answer;
  /** Share of the verdicts for A, 0-1; a tie and a both-bad count half. */
  readonly label: number;
  /** Share of both-bad verdicts, 0-1. */
  readonly bothBad: number;
  readonly votes: number;
  /** The pair that was dealt again here to the same player, with its sides swapped; null for a fresh one. */
  readonly repeatOf: string | null;
  /** The verdicts that the shares are made of; an imported comparison has none. */
  readonly ballots: readonly {
    readonly playerId: string;
    readonly verdict: Verdict;
    /** Given sooner than anybody can have read (`leastReadingMs`). */
    readonly tooFast?: true;
    /** The hashed address that it came from, in a public session. Absent in a hosted one, as a whole class may sit behind one address, and where it isn't known. */
    readonly address?: string;
  }[];
}

/** Two versions that met, with the votes on one pair of their answers. */
export interface JudgedMatchup {
  readonly a: number;
  readonly b: number;
  /** Share of the votes for `a`, 0-1. */
  readonly label: number;
  /** Those that count; not a whole number where addresses are held to a share. */
  readonly votes: number;
  readonly wordsA: number;
  readonly wordsB: number;
}

export interface Comparisons {
  /** In the order of their ids, from the first above `afterId`. */
  after(arenaId: ArenaId, afterId: number, limit: number): Promise<readonly Comparison[]>;
  /** How many there are up to an id: fewer than were read where a player has taken back what they gave. */
  count(arenaId: ArenaId, upToId: number): Promise<number>;
  /**
   * Pairs of two policy versions' answers as people judged them, `a` the older version, with the words of their answers. Repeated pairs are left
   * out, and votes faster than anybody reads; addresses of public sessions have no more than their share. What the ratings are fitted to.
   */
  betweenVersions(arenaId: ArenaId): Promise<readonly JudgedMatchup[]>;
  /** The same, kept apart by what they were judged by. */
  betweenVersionsByCriterion(arenaId: ArenaId): Promise<readonly (JudgedMatchup & { criterion: Criterion })[]>;
}

/** How far a player's votes are relied on, as the trainer last estimated it from all votes; for hosts alone. */
export interface RaterRecord {
  readonly playerId: string;
  /** Share of the votes, 0-1, that are not random, with its 95% interval. */
  readonly reliability: number;
  readonly low: number;
  readonly high: number;
  /** Crowd-BT's eta, 0-1: 1 votes as the reward model predicts, a coin has 0.5. */
  readonly eta: number;
  /** What a vote counts in the reward model beside that of a player whom nobody knows. */
  readonly weight: number;
  /** Pairs judged twice, on which the estimate rests. */
  readonly repeats: number;
  /** Verdicts on which it rests too: they were compared with a reward model that never saw their prompts. */
  readonly compared: number;
}

export interface Raters {
  /** Replaces what was known of these players. */
  save(raters: readonly RaterRecord[]): Promise<void>;
}

/** Players' answers that were preferred to the policy's and are not hidden, the oldest first: what fine-tuning can learn from. */
export interface Demonstrations {
  list(
    arenaId: ArenaId,
  ): Promise<
    readonly { readonly prompt: string; readonly text: string; readonly share: number; readonly votes: number }[]
  >;
}
