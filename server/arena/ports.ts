import type { ReportedAnswer } from "../../shared/protocol/messages.ts";
import type { SessionResults, VoteResult } from "../../shared/protocol/results.ts";
import type { Method } from "../../shared/protocol/training-methods.ts";
import type { TrainingSettings, TrainingSettingsChange } from "../../shared/protocol/training-settings.ts";
import type { Criterion, SessionSettings } from "../../shared/round/settings.ts";
import type { Entry } from "../../shared/round/state.ts";
import type { Verdict } from "../../shared/round/verdict.ts";

/**
 * What the arena needs from the world outside it: stores and a bus. The Postgres implementations live in
 * `server/store`; rooms, spectators, routes and the trainer see only these types.
 * Ids are UUIDs as text; times are Dates; every list is readonly.
 */

/** The one learning line of a database: a sequence of policy versions. Kept as an id so that more can follow. */
export type ArenaId = number;
export const MAIN_ARENA: ArenaId = 1;

export interface SessionRecord {
  readonly id: string;
  readonly code: string;
  readonly arenaId: ArenaId;
  readonly settings: SessionSettings;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

export interface PlayerRecord {
  readonly id: string;
  readonly sessionId: string;
  readonly nickname: string;
  readonly avatar: number;
  readonly score: number;
  /** From 1; 0 without teams. */
  readonly team: number;
  /** The seat is gone; a banned player is kicked too. */
  readonly kicked: boolean;
  readonly banned: boolean;
  /** The nickname is hidden from everyone's screens. */
  readonly muted: boolean;
}

export interface Sessions {
  /** Creates a session under a join code that no open session uses. */
  create(settings: SessionSettings): Promise<{ session: SessionRecord; hostToken: string }>;
  /** The one open drop-in session, created with these settings where there is none. */
  dropIn(settings: SessionSettings): Promise<SessionRecord>;
  /** The open session of a code, or null. */
  byCode(code: string): Promise<SessionRecord | null>;
  isHost(sessionId: string, hostToken: string): Promise<boolean>;
  /** The session of a code whose host has this token, finished or not; null when there is none. */
  ofHost(code: string, hostToken: string): Promise<SessionRecord | null>;
  finish(sessionId: string): Promise<void>;
  recent(limit: number): Promise<readonly (SessionRecord & { players: number; votes: number })[]>;
}

export interface Players {
  /** Adds a player; `taken` when the nickname (case- and width-folded) is in use in that session, `banned` when it was a banned player's. */
  join(player: {
    sessionId: string;
    nickname: string;
    avatar: number;
    /** The player agreed to what a drop-in session keeps. */
    consented?: boolean;
  }): Promise<{ player: PlayerRecord; token: string } | "taken" | "banned">;
  /** The player a token belongs to (rejoining after a reload or on another socket), or null. */
  byToken(sessionId: string, token: string): Promise<PlayerRecord | null>;
  /** What a player did day by day (UTC), newest day first. */
  days(playerId: string, limit: number): Promise<readonly PlayerDay[]>;
  setTeam(playerId: string, team: number): Promise<void>;
  /** Sets what players have from all rounds together, so that it may be repeated. */
  setScores(scores: ReadonlyMap<string, number>): Promise<void>;
  /** Takes the seat away and frees the nickname. */
  kick(playerId: string): Promise<void>;
  /** Takes the seat away for good: neither the token nor the nickname lets its owner in again. */
  ban(playerId: string): Promise<void>;
  mute(playerId: string, muted: boolean): Promise<void>;
  ofSession(sessionId: string): Promise<readonly PlayerRecord[]>;
}

export interface PlayerDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Pairs judged, a ranking counting once. */
  readonly judged: number;
  readonly predictions: number;
  readonly points: number;
}

export interface ResponseRecord {
  readonly id: string;
  readonly text: string;
  /** `PLAYER` or `CONTESTANT` where no policy wrote it. */
  readonly policyVersion: number;
  /** Id of the player who wrote it, "" for others. */
  readonly writer: string;
  /** Name of the contestant that wrote it, "" for others. */
  readonly contestant: string;
  /** Reward when it was sampled; null before there was a reward model. */
  readonly reward: number | null;
}

/** `podium` and `bot` pairs are judged by everyone in the session, as showdowns are; `imported` ones were judged elsewhere and are never dealt. */
export type PairKind = "rapid" | "showdown" | "podium" | "bot" | "imported";

/** Two answers to one prompt, sides already in random order. */
export interface PairRecord {
  readonly id: string;
  readonly kind: PairKind;
  readonly prompt: string;
  readonly a: ResponseRecord;
  readonly b: ResponseRecord;
  /** The pair of which this is a side-swapped repetition, dealt to measure a player's consistency. */
  readonly repeatOf: string | null;
}

export interface PodiumRecord {
  readonly prompt: string;
  /** In random order. */
  readonly answers: readonly ResponseRecord[];
  readonly pairs: readonly { readonly id: string; readonly answerA: string; readonly answerB: string }[];
}

/** What the trainer puts into the pool. `priority` is how early a rapid pair is worth a vote: higher is dealt first. */
export interface NewPair {
  readonly kind: PairKind;
  readonly prompt: { readonly id: string; readonly text: string };
  readonly a: NewResponse;
  readonly b: NewResponse;
  readonly priority: number;
}
export interface NewResponse {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly policyVersion: number;
  /** Reward of the newest reward model when it was sampled; null before there was one. */
  readonly reward: number | null;
}

export interface Pool {
  /** Adds pairs with their responses, in one transaction. */
  add(arenaId: ArenaId, pairs: readonly NewPair[]): Promise<void>;
  /**
   * Of the prompts that the round's session plays, its pack's or those of no pack, here and below:
   * deals up to `count` undealt rapid pairs of the newest promoted policy to one player, highest priority first; when
   * none is left, of the next older version; when the pool is dry, copies of pairs that this player has not seen.
   */
  dealRapid(deal: {
    arenaId: ArenaId;
    roundId: string;
    playerId: string;
    count: number;
  }): Promise<readonly PairRecord[]>;
  /** Deals to a player one of their own earlier pairs of this session with sides swapped; null when they have none. */
  dealRepeat(deal: { roundId: string; playerId: string }): Promise<PairRecord | null>;
  /**
   * Three or four answers to one prompt by policy versions of late, one a version as far as they go, now and then one of a contestant among
   * them, and all pairs of them; null while there are no three. A round has one, whoever asks again, and a session sees no prompt twice.
   */
  dealPodium(deal: { arenaId: ArenaId; roundId: string }): Promise<PodiumRecord | null>;
  /** The showdown pair of a round: newest promoted policy against an older version where there is one; null when the pool is empty. A round has one, whoever asks again. */
  dealShowdown(deal: { arenaId: ArenaId; roundId: string }): Promise<PairRecord | null>;
  /** Undealt pairs of one policy version, with prompts of a pack, or of none unless one is given. */
  remaining(arenaId: ArenaId, version: number, packId?: string): Promise<{ rapid: number; showdown: number }>;
}

export interface RoundRecord {
  readonly id: string;
  readonly sessionId: string;
  readonly index: number;
  /** Newest promoted policy when the round was opened. */
  readonly policyVersion: number;
}

export interface Rounds {
  /** Opening an open round again gives the same one; a closed one is an error. Its policy is 0 before any was promoted. */
  open(round: { sessionId: string; index: number }): Promise<RoundRecord>;
  /** The round of a session that was opened last, closed or not; null before the first. */
  last(sessionId: string): Promise<RoundRecord | null>;
  /**
   * Turns the round's votes into comparisons (a rapid pair gives one, the showdown one with the split as soft label) and
   * notifies `round_closed`. Safe to repeat: a second call adds nothing.
   */
  close(roundId: string): Promise<{ comparisons: number; votes: number }>;
  /** Closes every round left open by a killed process for longer than `ms`. */
  closeAbandoned(ms: number): Promise<number>;
}

export interface NewVote {
  readonly pairId: string;
  readonly playerId: string;
  readonly roundId: string;
  readonly verdict: Verdict;
  /** From the pair being shown to the verdict. */
  readonly decisionMs: number;
}
/** `unknown`: no such pair, not dealt to this player (or the player was kicked), or its round is closed. */
export type VoteOutcome = "accepted" | "duplicate" | "unknown";

export interface Votes {
  /**
   * One insert for all; returns after the commit, outcomes in the order of the votes. Calls of the same few milliseconds
   * share it. Waits out a database that's away for a moment; rejects when it stays away.
   */
  cast(votes: readonly NewVote[]): Promise<readonly VoteOutcome[]>;
  ofPair(pairId: string): Promise<Readonly<Record<Verdict, number>>>;
}

export interface Predictions {
  /** A player's guess of the share of the crowd that prefers answer A, 0-1. The first one counts. */
  predict(prediction: { roundId: string; playerId: string; share: number }): Promise<"accepted" | "duplicate">;
  /** Of a podium: the answer that a player expects most others to put first. The first one counts. */
  pick(prediction: { roundId: string; playerId: string; answerId: string }): Promise<"accepted" | "duplicate">;
  score(roundId: string, points: ReadonlyMap<string, number>): Promise<void>;
}

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
  readonly ballots: readonly { readonly playerId: string; readonly verdict: Verdict }[];
}

/** All votes on one pair of two versions' answers; `label` is the share of them for `a`. */
export interface JudgedContest {
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
   * Pairs of two policy versions' answers as people judged them, `a` the older version, with the words of their answers; repeated pairs are left
   * out. What the ratings are fitted to.
   */
  betweenVersions(arenaId: ArenaId): Promise<readonly JudgedContest[]>;
  /** The same, kept apart by what they were judged by. */
  betweenVersionsByCriterion(arenaId: ArenaId): Promise<readonly (JudgedContest & { criterion: Criterion })[]>;
}

/** What an AI judge said of two answers of the machine, in tokens. It is never counted as a vote. */
export interface AiComparison {
  readonly id: number;
  readonly promptId: string;
  readonly prompt: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Probability that A is the better one. */
  readonly label: number;
}

/** What is known of a judge's work in an arena. */
export interface JudgeWork {
  /** Comparisons of people, those imported or repeated left out. */
  readonly people: number;
  /** Pairs that the judge judged, */
  readonly labels: number;
  /** in both orders, */
  readonly ordersAsked: number;
  /** naming the same answer in both; */
  readonly ordersAgreed: number;
  /** pairs that people judged too, */
  readonly sharedLabels: number;
  /** those on which neither was undecided, */
  readonly sharedPairs: number;
  /** and those of them on which it sided with the people. */
  readonly agreed: number;
}

export interface JudgeState {
  readonly judge: string;
  /** Share of the labels that it is to give; 0: it has been put away. */
  readonly share: number;
  /** Why it pauses; null while it works. */
  readonly paused: string | null;
  readonly pausedUntil: Date | null;
  /** What its endpoint has been asked in this arena, */
  readonly calls: number;
  /** and what that took. */
  readonly tokens: number;
}

/** AI judges beside the people of an arena, in a table of their own. */
export interface Judgements {
  /**
   * Pairs that the judge has yet to judge, none of `except` and none with a player's answer: up to `shared` that people judged, the newest
   * first, and up to `fresh` undealt ones of the newest version.
   */
  candidates(wanted: {
    arenaId: ArenaId;
    judge: string;
    shared: number;
    fresh: number;
    except: readonly string[];
  }): Promise<readonly { readonly id: string; readonly prompt: string; readonly a: string; readonly b: string }[]>;
  /** A pair judged twice keeps the first opinion. Notifies `ai_judged`. */
  add(
    arenaId: ArenaId,
    judge: string,
    opinions: readonly { readonly pairId: string; readonly share: number; readonly ordersAgree: boolean | null }[],
  ): Promise<void>;
  /** In the order of their ids, from the first above `afterId`. */
  after(arenaId: ArenaId, judge: string, afterId: number, limit: number): Promise<readonly AiComparison[]>;
  work(arenaId: ArenaId, judge: string): Promise<JudgeWork>;
  /** Notifies `ai_judged`. */
  setState(arenaId: ArenaId, state: JudgeState): Promise<void>;
  /** Null before there was any judge. */
  state(arenaId: ArenaId): Promise<JudgeState | null>;
}

/** A model that answers beside the arena's own policy and isn't trained. */
export interface ContestantState {
  readonly name: string;
  /** Of the deal; 0: it has been taken out. */
  readonly share: number;
  /** Why it pauses; null while it works. */
  readonly paused: string | null;
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

export type PolicyStatus = "candidate" | "promoted" | "rejected" | "rolled_back";

export interface PolicyRecord {
  readonly arenaId: ArenaId;
  readonly version: number;
  readonly parent: number | null;
  readonly status: PolicyStatus;
  /** Folder under DATA_DIR, in Hugging Face layout. */
  readonly folder: string;
  /** Why it was rejected or rolled back. */
  readonly reason: string | null;
  /** What made it of its parent; null for the starting model. */
  readonly method: Method | null;
  /** What the gate measured, by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The last comparison its reward model had seen. */
  readonly comparisonId: number;
  /** The last closed round whose votes it was trained on; null for version 0. */
  readonly trainedOnRound: string | null;
  readonly createdAt: Date;
  readonly promotedAt: Date | null;
}

export interface Policies {
  newest(arenaId: ArenaId): Promise<PolicyRecord | null>;
  list(arenaId: ArenaId): Promise<readonly PolicyRecord[]>;
  /** Numbers the policy; one added as promoted or as rejected is announced as such. */
  add(
    policy: Omit<PolicyRecord, "version" | "method" | "createdAt" | "promotedAt"> & { readonly method?: Method | null },
  ): Promise<PolicyRecord>;
  /** Makes a candidate the newest promoted policy, adds its pool pairs in the same transaction, notifies `policy_promoted`. */
  promote(arenaId: ArenaId, version: number, pairs: readonly NewPair[]): Promise<void>;
  /** Takes every promoted version above `toVersion` back, undealt pairs included; notifies `policy_rolled_back`. */
  rollback(arenaId: ArenaId, toVersion: number, reason: string): Promise<number>;
}

export interface RewardModelRecord {
  readonly id: number;
  readonly comparisonId: number;
  readonly folder: string;
  readonly metrics: Readonly<Record<string, number>>;
}
export interface RewardModels {
  add(arenaId: ArenaId, model: Omit<RewardModelRecord, "id">): Promise<RewardModelRecord>;
  newest(arenaId: ArenaId): Promise<RewardModelRecord | null>;
  /** The newest first. */
  recent(arenaId: ArenaId, limit: number): Promise<readonly RewardModelRecord[]>;
}

/** One row an iteration of PPO, online DPO or fine-tuning on demonstrations, a reward-model fit or a gate: metrics under TRL's names. */
export interface TrainingStep {
  readonly id: number;
  readonly kind: "reward" | "ppo" | "dpo" | "sft" | "gate";
  readonly policyVersion: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly at: Date;
}
export interface TrainingSteps {
  /** Notifies `training_step` with the last id. */
  add(arenaId: ArenaId, steps: readonly Omit<TrainingStep, "id" | "at">[]): Promise<void>;
  after(arenaId: ArenaId, afterId: number, limit: number): Promise<readonly TrainingStep[]>;
}

/** How the model of an arena learns. */
export interface TrainingChoices {
  /** The defaults where nothing was ever chosen. */
  of(arenaId: ArenaId): Promise<TrainingSettings>;
  /** Changes what is given and leaves the rest; notifies `training_settings`. */
  change(arenaId: ArenaId, change: TrainingSettingsChange): Promise<TrainingSettings>;
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

export interface RatingRecord {
  readonly version: number;
  readonly rating: number;
  readonly low: number;
  readonly high: number;
  readonly votes: number;
}
export interface Ratings {
  save(arenaId: ArenaId, ratings: readonly RatingRecord[]): Promise<void>;
  list(arenaId: ArenaId): Promise<readonly RatingRecord[]>;
}

export type TrainerState = "loading" | "idle" | "reward" | "ppo" | "gate" | "refill";
export interface TrainerHeartbeats {
  /** Notifies `trainer_state` when the state is another than before. */
  beat(arenaId: ArenaId, state: TrainerState): Promise<void>;
  /** Null when no trainer has ever run. */
  last(arenaId: ArenaId): Promise<{ state: TrainerState; at: Date } | null>;
}

/** What processes tell each other: ids only, below 8,000 bytes. A listener that was away re-reads state in `onReady`. */
export type BusEvent =
  | { readonly type: "round_closed"; readonly roundId: string }
  | { readonly type: "policy_promoted"; readonly version: number }
  | { readonly type: "policy_rejected"; readonly version: number }
  | { readonly type: "policy_rolled_back"; readonly version: number }
  | { readonly type: "training_step"; readonly stepId: number }
  | { readonly type: "ai_judged" }
  | { readonly type: "contestants" }
  | { readonly type: "training_settings" }
  | { readonly type: "trainer_state"; readonly state: TrainerState };
export interface Bus {
  publish(event: BusEvent): Promise<void>;
  /** `onReady` runs after the first connection and after every reconnection. Returns a function that stops listening. */
  listen(onEvent: (event: BusEvent) => void, onReady: () => void): Promise<() => Promise<void>>;
}

export interface SessionResult {
  readonly id: string;
  readonly title: string;
  readonly open: boolean;
  readonly createdAt: Date;
  readonly players: number;
  readonly votes: number;
  /** Rounds that were closed. */
  readonly rounds: number;
  /** Best first; empty without teams. A team's score is the mean of its players'. */
  readonly teams: readonly { team: number; score: number; players: number }[];
}

export interface Leaderboard {
  /** Players over all sessions since a time, best first. */
  players(
    since: Date | null,
    limit: number,
  ): Promise<readonly { nickname: string; score: number; votes: number; sessions: number }[]>;
  /** The newest sessions that anybody joined, newest first. */
  sessions(arenaId: ArenaId, limit: number): Promise<readonly SessionResult[]>;
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
/** Ids of two answers. */
export interface AnswerPair {
  readonly a: string;
  readonly b: string;
}

/** Players' answers that were preferred to the machine's and are not hidden, oldest first: what a fine-tuning could learn from. */
export interface Demonstrations {
  list(
    arenaId: ArenaId,
  ): Promise<
    readonly { readonly prompt: string; readonly text: string; readonly share: number; readonly votes: number }[]
  >;
}

/** Answers that players find unfit. One that two players have reported, or a host has hidden, is dealt no more. */
export interface Reports {
  /** `unknown`: the player has not been shown that answer. */
  report(report: { answerId: string; playerId: string }): Promise<"accepted" | "duplicate" | "unknown">;
  /** Of an answer that this session has been shown; false when it hasn't. */
  hide(sessionId: string, answerId: string, hidden: boolean): Promise<boolean>;
  /** What this session has reported, or seen hidden. */
  ofSession(sessionId: string): Promise<readonly ReportedAnswer[]>;
}

/** Two answers and how they were judged. */
export interface JudgedPair {
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  /** Share of the verdicts for A, 0-1; a tie and a both-bad count half. */
  readonly label: number;
  /** Share of both-bad verdicts, 0-1. */
  readonly bothBad: number;
}

/** One player's verdict on one pair. */
export interface CastVote {
  readonly pairId: string;
  readonly playerId: string;
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  /** Null: written by the contestant, or by a player. */
  readonly versionA: number | null;
  readonly versionB: number | null;
  /** Name of a contestant; null: written by a policy or a player. */
  readonly contestantA: string | null;
  readonly contestantB: string | null;
  readonly verdict: Verdict;
  /** Seconds since 1970. */
  readonly castAt: number;
}

/** A row of TRL's preference format. */
export interface Preference {
  readonly prompt: string;
  readonly chosen: string;
  readonly rejected: string;
}

/** A row of TRL's prompt-completion format. */
export interface Completion {
  readonly prompt: string;
  readonly completion: string;
}

/**
 * An arena's data, or one session's, as of one moment, in pages. Pairs repeated to measure a player's consistency, answers that
 * were hidden and pairs of equal answers are left out.
 */
export interface DatasetSource {
  /** In the order in which they were stored. */
  comparisons(): AsyncIterable<readonly JudgedPair[]>;
  /** Answers that got more than half of their verdicts, and demonstrations. */
  winners(): AsyncIterable<readonly Completion[]>;
  /** In the order in which they were cast. */
  votes(): AsyncIterable<readonly CastVote[]>;
}

/** Of which arena; of which of its sessions, or null for all. */
export interface DatasetScope {
  readonly arenaId: ArenaId;
  readonly sessionId: string | null;
}

export interface Datasets {
  /** Shows `use` the data as of one moment, and keeps a connection to the database until it is through. */
  read(scope: DatasetScope, use: (source: DatasetSource) => Promise<void>): Promise<void>;
}

/** What became of a session, for its host. */
export interface Results {
  ofSession(session: SessionRecord): Promise<SessionResults>;
  /** Every verdict in the order in which they were cast, in pages. */
  votes(sessionId: string): AsyncIterable<readonly VoteResult[]>;
}

/** Prompts that a host brought along; at most 500. */
export interface PromptPacks {
  add(pack: { name: string; prompts: readonly string[] }): Promise<PromptPackRecord>;
  byId(id: string): Promise<PromptPackRecord | null>;
  /** Those that the machine has to answer: of the duels that were opened within a day and go on. */
  played(arenaId: ArenaId): Promise<readonly PromptPackRecord[]>;
}
export interface PromptPackRecord {
  readonly id: string;
  readonly name: string;
  readonly prompts: readonly string[];
}

/** A round that was closed, as the lab sees it. */
export interface PlayedRound {
  readonly sessionId: string;
  /** Newest promoted policy when it was opened. */
  readonly policyVersion: number;
  readonly openedAt: Date;
  readonly votes: number;
  /** The last of its comparisons; null when it has none. */
  readonly lastComparison: number | null;
}

export interface LabRecords {
  firstVoteAt(arenaId: ArenaId): Promise<Date | null>;
  /** Votes in spans of `spanMs` that begin at multiples of it, oldest first; spans without votes are left out. */
  votesOverTime(arenaId: ArenaId, spanMs: number): Promise<readonly { at: Date; votes: number }[]>;
  /** What the rewards of two answers, given before anybody voted, said the share of A would be, against what it became: by tenths of the guess, 0-1. */
  guesses(arenaId: ArenaId): Promise<readonly { guessed: number; voted: number; comparisons: number }[]>;
  /** The newest closed rounds, oldest first. */
  rounds(arenaId: ArenaId, limit: number): Promise<readonly PlayedRound[]>;
}

/** Answers of policy versions to the same few prompts, for show: they are never dealt. */
export interface Showcase {
  add(
    arenaId: ArenaId,
    version: number,
    answers: readonly {
      prompt: { readonly id: string; readonly text: string };
      text: string;
      tokens: readonly number[];
    }[],
  ): Promise<void>;
  has(arenaId: ArenaId, version: number): Promise<boolean>;
  /** By prompt, then version. */
  of(
    arenaId: ArenaId,
    versions: readonly number[],
  ): Promise<readonly { prompt: string; version: number; text: string }[]>;
}

/** Everything `server/store` offers, opened together. */
export interface Stores {
  readonly sessions: Sessions;
  readonly players: Players;
  readonly pool: Pool;
  readonly rounds: Rounds;
  readonly votes: Votes;
  readonly predictions: Predictions;
  readonly comparisons: Comparisons;
  readonly judgements: Judgements;
  readonly contestants: Contestants;
  readonly policies: Policies;
  readonly rewardModels: RewardModels;
  readonly trainingSteps: TrainingSteps;
  readonly trainingChoices: TrainingChoices;
  readonly ratings: Ratings;
  readonly raters: Raters;
  readonly heartbeats: TrainerHeartbeats;
  readonly leaderboard: Leaderboard;
  readonly entries: Entries;
  readonly demonstrations: Demonstrations;
  readonly reports: Reports;
  readonly results: Results;
  readonly datasets: Datasets;
  readonly promptPacks: PromptPacks;
  readonly lab: LabRecords;
  readonly showcase: Showcase;
  readonly bus: Bus;
  /** Resolves true when a query answers. */
  healthy(): Promise<boolean>;
  /** Takes the trainer's advisory lock of an arena; resolves null at once when another process holds it. Lost with its connection. */
  electTrainer(arenaId: ArenaId): Promise<{ readonly lost: Promise<void>; release(): Promise<void> } | null>;
  close(): Promise<void>;
}
