import type { Criterion } from "../../shared/round/settings.ts";
import type { Verdict } from "../../shared/round/votes/verdict.ts";
import type { ArenaId } from "./arena.ts";
import type { PairKind } from "./pool.ts";

export interface ComparedResponse {
  readonly text: string;
  /** Empty for what a player or a contestant wrote or what was imported: the text has yet to be encoded. */
  readonly tokens: readonly number[];
  /** `PLAYER` where it was written by one or imported, `CONTESTANT` for one's. */
  readonly policyVersion: number;
}

/** A judged pair as the reward model sees it. */
export interface Comparison {
  readonly id: number;
  readonly pairId: string;
  readonly roundId: string;
  readonly kind: PairKind;
  /** What it was judged by. */
  readonly criterion: Criterion;
  readonly promptId: string;
  readonly prompt: string;
  readonly a: ComparedResponse;
  readonly b: ComparedResponse;
  /** Share of the verdicts for A; a tie and a both-bad count half. */
  readonly label: number;
  /** Share of both-bad verdicts. */
  readonly bothBad: number;
  readonly votes: number;
  /** The pair that was dealt again here to the same player, with its sides swapped; null for a fresh one. */
  readonly repeatOf: string | null;
  /** The verdicts that the shares are of; none of an imported comparison. */
  readonly ballots: readonly {
    readonly playerId: string;
    readonly verdict: Verdict;
    /** Given sooner than anybody can have read (`leastReadingMs`). */
    readonly tooFast?: true;
    /** Where it came from, hashed, in a public session; absent in a hosted one, whose class may sit behind one address, and where it isn't known. */
    readonly address?: string;
  }[];
}

/** The votes that count on one pair of two versions' answers, no whole number where addresses are held to a share; `label` is the share of them for `a`. */
export interface JudgedMatchup {
  readonly a: number;
  readonly b: number;
  readonly label: number;
  readonly votes: number;
  readonly wordsA: number;
  readonly wordsB: number;
}

export interface Comparisons {
  /** In the order of their ids, from the first above `afterId`. */
  after(arenaId: ArenaId, afterId: number, limit: number): Promise<readonly Comparison[]>;
  /**
   * Pairs of two policy versions' answers as people judged them, `a` the older version, with the words of their answers. Repeated pairs are left
   * out, and votes faster than anybody reads; addresses of public sessions have no more than their share. What the ratings are fitted to.
   */
  betweenVersions(arenaId: ArenaId): Promise<readonly JudgedMatchup[]>;
  /** The same, kept apart by what they were judged by. */
  betweenVersionsByCriterion(arenaId: ArenaId): Promise<readonly (JudgedMatchup & { criterion: Criterion })[]>;
}

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

/** Players' answers that were preferred to the machine's and are not hidden, oldest first: what a fine-tuning could learn from. */
export interface Demonstrations {
  list(
    arenaId: ArenaId,
  ): Promise<
    readonly { readonly prompt: string; readonly text: string; readonly share: number; readonly votes: number }[]
  >;
}
