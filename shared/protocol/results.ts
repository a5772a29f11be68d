import type { PlayedKind } from "../round/pair-kinds.ts";
import type { Criterion } from "../round/settings.ts";
import type { Verdict } from "../round/votes/verdict.ts";

/**
 * `GET /api/sessions/:code/results`, for the host: what became of a session, by player, by round and by question. Times are ISO 8601 in
 * UTC. A round that is still open is in none of it, since a host may play along: votes would tell who wrote what before the reveal.
 */
export interface SessionResults {
  readonly code: string;
  readonly title: string;
  readonly criterion: Criterion;
  /** The host's own words for what players were asked to judge by; "": the criterion's question. */
  readonly question: string;
  readonly createdAt: string;
  /** Null while the session runs. */
  readonly finishedAt: string | null;
  /** Rounds that are left out until they end. */
  readonly openRounds: number;
  readonly players: readonly PlayerResult[];
  readonly votes: VoteUse;
  /** Players whose verdicts are the same so often that chance doesn't explain it. */
  readonly identical: readonly IdenticalResult[];
  readonly rounds: readonly RoundResult[];
  readonly questions: readonly QuestionResult[];
  /** In the order in which they were shown; empty where there was no finale, and before it is over. */
  readonly finale: readonly FinalePairResult[];
  /** A prompt that no training stage has seen, answered by the version of the first round and by that of the last; null where these are one. */
  readonly thenAndNow: ThenAndNowResult | null;
}

/** A pair of a finale and how players judged it. */
export interface FinalePairResult {
  readonly prompt: string;
  /** What the model answered as it was when the game began, and as it was when the game ended. */
  readonly before: string;
  readonly now: string;
  readonly versionBefore: number;
  readonly versionNow: number;
  /** Votes for each, and ties and both-bad, without those of removed players. */
  readonly forBefore: number;
  readonly forNow: number;
  readonly neither: number;
}

export interface ThenAndNowResult {
  readonly prompt: string;
  readonly before: string;
  readonly after: string;
  readonly versionBefore: number;
  readonly versionAfter: number;
}

/** What became of the votes in what the reward model learns from. All of them stay stored and exported. */
export interface VoteUse {
  readonly cast: number;
  /** How much each of them counts is the players' reliability. */
  readonly counted: number;
  /** Faster than anybody reads: no opinion on the answers. */
  readonly tooFast: number;
  /** Of rounds that aren't over yet. */
  readonly waiting: number;
}

export interface IdenticalResult {
  readonly nicknames: readonly string[];
  /** What any two of them judged together at least, and alike. */
  readonly common: number;
  /** How often players who don't copy each other would come to that, at most; 0-1. */
  readonly chance: number;
}

export interface PlayerResult {
  readonly nickname: string;
  /** From 1; 0 without teams. */
  readonly team: number;
  /** As its members named it, else "". */
  readonly teamName: string;
  readonly score: number;
  /** From 1; equal scores share a rank, removed players have none. Of those who took back what they had given the line stays. */
  readonly rank: number | null;
  readonly votes: number;
  readonly predictions: number;
  /** Points of a scored prediction on average; null without one. */
  readonly meanPoints: number | null;
  /** Seconds to a verdict; null without one. */
  readonly medianSeconds: number | null;
  /** Share of the pairs judged a second time, sides swapped, on which the verdict was the same; null without one. */
  readonly consistency: number | null;
  /** How far the votes are to be relied on, in any of the player's rounds; null before the trainer has seen votes. */
  readonly reliability: ReliabilityResult | null;
  /** Stands for the network address that the seat was taken from: the same code, the same address, which a whole class may share. Null: not known. */
  readonly address: string | null;
  /** Votes that were faster than anybody reads. */
  readonly tooFast: number;
  readonly muted: boolean;
  /** `removed` may come back on a fresh seat, `banned` may not; `withdrawn` took back what they had given. */
  readonly status: "playing" | "removed" | "banned" | "withdrawn";
  readonly joinedAt: string;
}

export interface ReliabilityResult {
  /** Share of the votes, 0-1, that aren't random, with its 95% interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** How often the votes agree with the reward model's predictions: 1 always, 0.5 by chance, below that they go against them. */
  readonly agreement: number;
  /** What a vote counts in the reward model; 1 as much as that of a player whom nobody knows. */
  readonly weight: number;
  /** Pairs judged twice, on which this rests. */
  readonly repeats: number;
  /** Verdicts compared with the reward model's predictions, on which it rests too. */
  readonly compared: number;
}

export interface RoundResult {
  readonly round: number;
  /** It is the finale, after the last round. */
  readonly finale: boolean;
  /** Newest promoted policy when the round was opened. */
  readonly modelVersion: number;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly voters: number;
  readonly votes: number;
  /** How often players said that they can't judge; it is in no other figure. */
  readonly abstentions: number;
  readonly predictions: number;
  readonly meanPoints: number | null;
}

export interface QuestionResult {
  readonly prompt: string;
  readonly pairs: number;
  readonly votes: number;
  readonly ties: number;
  readonly bothBad: number;
  /** The answer that won the largest share of its verdicts, and that share, 0-1. */
  readonly bestAnswer: string;
  readonly bestShare: number;
  /** The version that wrote it; null where an external model or a player did. */
  readonly bestVersion: number | null;
  /** The external model that wrote it, else null. */
  readonly bestContestant: string | null;
}

/** One verdict of a closed round, as it was given. */
export interface VoteResult {
  readonly round: number;
  readonly nickname: string;
  readonly beat: PlayedKind;
  readonly prompt: string;
  readonly answerA: string;
  readonly answerB: string;
  /** The versions that wrote them; null where an external model or a player did. */
  readonly versionA: number | null;
  readonly versionB: number | null;
  /** The external models that wrote them, else null. */
  readonly contestantA: string | null;
  readonly contestantB: string | null;
  readonly verdict: Verdict;
  readonly seconds: number;
  readonly castAt: string;
}

/** `GET /api/sessions/:code/results/:table.csv`. */
export const RESULT_TABLES = ["players", "rounds", "questions", "votes"] as const;
export type ResultTableName = (typeof RESULT_TABLES)[number];
