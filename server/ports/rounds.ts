import type { ReportedAnswer } from "../../shared/protocol/messages.ts";
import type { BeatUnderWay } from "../../shared/round/game.ts";
import type { Beat } from "../../shared/round/modes.ts";
import type { Entry } from "../../shared/round/state.ts";
import type { RoundBallots } from "../../shared/round/votes/scoring.ts";
import type { Verdict, VerdictChoice } from "../../shared/round/votes/verdict.ts";
import type { ArenaId } from "./arena.ts";
import type { RoomHold } from "./leases.ts";
import type { PairRecord } from "./pool.ts";

export interface RoundRecord {
  readonly id: string;
  readonly sessionId: string;
  readonly index: number;
  /** Newest promoted policy when the round was opened. */
  readonly policyVersion: number;
}

/** What a room decides is stored while it holds its session; one that has lost it is told so (`LeaseLost`), and nothing is stored. Without a hold nobody is asked. */
export interface Rounds {
  /** Opening an open round again gives the same one; a closed one is an error. Its policy is 0 before any was promoted. */
  open(round: { sessionId: string; index: number }, hold?: RoomHold): Promise<RoundRecord>;
  /** The round of a session that was opened last, closed or not; null before the first. */
  last(sessionId: string): Promise<RoundRecord | null>;
  /** Stores which beat is under way; for a closed round it does nothing. */
  keepBeat(beat: BeatUnderWay, hold?: RoomHold): Promise<void>;
  /**
   * In one transaction: turns the round's votes into comparisons (a rapid pair gives one, the showdown one with the split as soft
   * label), gives predictions their points and players what these add to their scores, and notifies `round_closed`. Safe to repeat:
   * a second call adds nothing, but points that are still missing.
   *
   * @param points by player id, as the game awarded them; without, the stored ballots are scored
   */
  close(
    roundId: string,
    points?: ReadonlyMap<string, number>,
    hold?: RoomHold,
  ): Promise<{ comparisons: number; votes: number }>;
  /**
   * Closes every round whose session no room has held for `ms`, by the leases; one that its host has paused is given a day longer. A
   * round of a room that runs stays open, however long it takes.
   */
  closeAbandoned(ms: number): Promise<number>;
}

export interface LatestRound extends RoundRecord {
  /** The one that was stored last; null before the first. */
  readonly beat: Beat | null;
  /** The pair of a finale that was judged last, from 0; else 0. */
  readonly step: number;
  /** The host held the beat. */
  readonly paused: boolean;
  /** Milliseconds since it was closed, by the database's clock; null: it is open. */
  readonly closedForMs: number | null;
  /** What everyone writes to, or ranks answers to; null before it was drawn, and in a duel. */
  readonly prompt: string | null;
}

/** What players have put into a round; by player id, without those who were removed. */
export interface PutIn {
  readonly ballots: RoundBallots;
  readonly answers: ReadonlyMap<string, string>;
  /** Verdicts given, a ranking counting once. */
  readonly judged: ReadonlyMap<string, number>;
  /** Ids of the round's answers that are hidden. */
  readonly hidden: readonly string[];
}

/** What the stores know of a session's rounds, for a process that goes on where another one died. */
export interface PastRounds {
  /** The round that was opened last; null before the first. */
  latest(sessionId: string): Promise<LatestRound | null>;
  /** Newest promoted policy when the session's first round was opened; null before that. */
  firstVersion(sessionId: string): Promise<number | null>;
  putInto(roundId: string): Promise<PutIn>;
  /** What came of the session's closed rounds: ballots in the rounds' order, wins by player id, and votes that learning was given. */
  ofSession(sessionId: string): Promise<{
    readonly ballots: readonly RoundBallots[];
    readonly wins: ReadonlyMap<string, number>;
    /** Who has put anything into a round, closed or not. */
    readonly played: ReadonlySet<string>;
    readonly votes: number;
  }>;
}

export interface NewVote {
  readonly pairId: string;
  readonly playerId: string;
  readonly roundId: string;
  readonly verdict: VerdictChoice;
  /** From the pair being shown to the verdict. */
  readonly decisionMs: number;
  /** The time that the server knows the player had; null or absent where nobody measured it. */
  readonly measuredMs?: number | null;
}

/** What became of something that a player sent. Of a vote `unknown` says: no such pair, not dealt to this player (or the player was kicked), or its round is closed. */
export type VoteOutcome = "accepted" | "duplicate" | "unknown";

export interface Votes {
  /**
   * One insert for all; returns after the commit, outcomes in the order of the votes. Calls of the same few milliseconds
   * share it. A second vote of a player on a pair that everybody judges takes the place of the first; on a rapid pair it is a duplicate.
   * Who can't judge has no vote: nothing that reads votes knows of it. Waits out a database that's away for a moment; rejects when it stays away.
   */
  cast(votes: readonly NewVote[]): Promise<readonly VoteOutcome[]>;
  ofPair(pairId: string): Promise<Readonly<Record<Verdict, number>>>;
}

export interface Predictions {
  /** How a player predicts the split: the share of the others who prefer answer A, 0-1. The last one counts. `unknown`: it is locked, or the round is closed. */
  predict(prediction: { roundId: string; playerId: string; share: number }): Promise<VoteOutcome>;
  /** Of a ranking: the answer that a player expects most others to put first. The last one counts. */
  pick(prediction: { roundId: string; playerId: string; answerId: string }): Promise<VoteOutcome>;
  /** The player is done with the round. `unknown`: nothing is predicted, or the round is closed. */
  lock(ballot: { roundId: string; playerId: string }): Promise<VoteOutcome>;
}

/** Ids of two answers. */
export interface AnswerIds {
  readonly a: string;
  readonly b: string;
}

/** What a player wrote; `held`: it isn't shown. */
export interface WrittenEntry {
  readonly id: string;
  readonly text: string;
  readonly held: boolean;
}

/** What players write, and how it is judged. */
export interface Entries {
  /**
   * The prompt that a round's players write to: one of `pack`, or without it one that the newest policy has answered; none twice in a
   * session as long as there are others. Null while there is none. Whoever asks again for a round is given the same.
   */
  drawPrompt(draw: {
    arenaId: ArenaId;
    roundId: string;
    pack: readonly { readonly id: string; readonly text: string }[] | null;
  }): Promise<{ readonly id: string; readonly text: string } | null>;
  /**
   * Stores what a player of the round's session wrote; `held` until the host approves it. `unknown`: no such player, or the round is
   * closed.
   */
  write(entry: { roundId: string; playerId: string; text: string; held?: boolean }): Promise<VoteOutcome>;
  /** What players have written in a round, in the order of writing. */
  written(roundId: string): Promise<readonly WrittenEntry[]>;
  /** Shows an answer that players wrote in a round, or keeps it back; false where there is none. */
  approve(entry: { roundId: string; answerId: string; approved: boolean }): Promise<boolean>;
  /** Answers to the round's prompt: those that players wrote, and at most `ofPolicies` of the newest policies'. */
  answers(
    roundId: string,
    ofPolicies: number,
  ): Promise<readonly { readonly id: string; readonly writer: string; readonly text: string }[]>;
  /** Stores the pairs in which answers meet, for everyone in the round, and the showdown's, which is returned. Asked again it stores nothing. */
  pair(round: { roundId: string; pairs: readonly AnswerIds[]; showdown: AnswerIds }): Promise<PairRecord | null>;
  /** The showdown's pair; null before there was one. */
  showdown(roundId: string): Promise<PairRecord | null>;
  /** Deals pairs that a player hasn't judged, wrote no answer of and doesn't hold; the least judged first. */
  deal(deal: {
    roundId: string;
    playerId: string;
    count: number;
    held: readonly string[];
  }): Promise<readonly PairRecord[]>;
  /** What a closed round's answers were thought of. */
  judged(roundId: string): Promise<readonly Entry[]>;
}

/** A reported answer, with the round in which its session was shown it last. */
export interface ReportRecord extends ReportedAnswer {
  readonly roundId: string;
}

/** Answers that players find unfit. One that a tenth of a session's players, at least two, have reported, or that a host has hidden, is dealt no more. */
export interface Reports {
  /** `unknown`: the player has not been shown that answer. */
  report(report: { answerId: string; playerId: string }): Promise<VoteOutcome>;
  /** Of an answer that this session has been shown; false when it hasn't. */
  hide(sessionId: string, answerId: string, hidden: boolean): Promise<boolean>;
  /** What this session has reported, or seen hidden. Who wrote an answer of a round that is still open isn't told. */
  ofSession(sessionId: string): Promise<readonly ReportRecord[]>;
}
