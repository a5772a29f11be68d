/**
 * What a session shows: a `GameState` without its secrets. Authors and the split have no place in it before the reveal, so a
 * modified client learns nothing either. `viewFor` fills these tables; the server sends them and browsers read them field by field.
 */

import {
  byId,
  flag,
  float64,
  int32,
  list,
  optional,
  record,
  text,
  uint8,
  uint16,
  uint32,
  type ValueOf,
} from "./fields.ts";
import type { LessonAnswer } from "./lesson/lesson-state.ts";
import type { Mode, ModeBeat } from "./modes.ts";
import { answerId, pairFields } from "./pair-view.ts";
import type { Criterion, Pace } from "./settings.ts";
import type { TeamColour } from "./teams/team-looks.ts";
import { finaleFields, learningFields, lessonFields } from "./view-learning.ts";
import { VERDICTS, type Verdict, type VerdictChoice } from "./votes/verdict.ts";

/** Rises when browsers that were opened before can't follow any more. */
export const PROTOCOL_VERSION = 4;

export type PhaseName =
  | "lobby"
  | "dealing"
  | ModeBeat
  | "title"
  | "reveal"
  | "intermission"
  | "finale"
  | "unmasking"
  | "finished";

const playerFields = record("Player", {
  id: text(),
  nickname: text(),
  avatar: uint8,
  /** From 1; 0 without teams. */
  team: uint8,
  /** The nickname is hidden by the host, and `nickname` stands in for it. */
  muted: flag,
  score: int32,
  /** From 1; players with equal scores share a rank. */
  rank: uint16,
  streak: uint16,
  /** Rounds in which the crowd preferred what this player wrote to what the machine wrote. */
  wins: uint16,
  connected: flag,
  /** Verdicts given in the current round; the one on what a player wrote counts when the beat is over. */
  judged: uint16,
  /**
   * The player has locked in, or, while players write, sent an answer. While players write, and in a
   * showdown of what a player wrote, it's told of nobody: see `lockedIn`.
   */
  locked: flag,
});
export type PlayerView = ValueOf<typeof playerFields>;

const revealFields = record("Reveal", {
  /** Negative where no policy wrote it: see `authors.ts`. */
  versionA: int32,
  versionB: int32,
  /** Nickname of the player, or name of the external model, who wrote it; "" for a policy. */
  writerA: text(),
  writerB: text(),
  votes: record(
    "Votes",
    Object.fromEntries(VERDICTS.map((verdict) => [verdict, uint16])) as Record<Verdict, typeof uint16>,
  ),
  /** Players who couldn't judge: they count as no vote. */
  abstained: uint16,
  /** Share for A of all verdicts, ties and both-bad half; 0.5 when nobody voted. */
  share: float64,
  /** What the reward model had predicted, 0-1; -1 when it had no opinion yet. */
  rewardModelShare: float64,
});
export type RevealView = ValueOf<typeof revealFields>;

const teamFields = record("Team", {
  /** From 1. */
  team: uint8,
  /** "": the colour's word, in each viewer's language. */
  name: text(),
  colour: text<TeamColour>(),
  players: uint16,
  /** Mean score of its players. */
  score: int32,
  rank: uint8,
});
export type TeamView = ValueOf<typeof teamFields>;

/** What players are asked to write to. */
const taskFields = record("Task", { id: text(), prompt: text(), maxWords: uint8 });
export type TaskView = ValueOf<typeof taskFields>;

/** Answers to be ranked, in the order in which they are lettered. */
const podiumFields = record("Podium", {
  id: text(),
  prompt: text(),
  answers: list(record("PodiumAnswer", { id: answerId, text: text() })),
});
export type PodiumView = ValueOf<typeof podiumFields>;

/** How a podium came out. */
const podiumRevealFields = record("PodiumReveal", {
  ballots: uint16,
  /** Id of the answer that the reward model had put first, "" when it had no opinion. */
  machinePick: answerId,
  /** In the order of the podium's answers. */
  answers: list(
    record("PodiumPlace", {
      /** Negative where no policy wrote it: see `authors.ts`. */
      version: int32,
      /** Name of the external model that wrote it, "" for a policy. */
      writer: text(),
      /** Rankings that put it first. */
      firsts: uint16,
      /** Share of the other answers that it beat over all rankings, 0-1. */
      score: float64,
      /** From 1; equal scores share a place. */
      place: uint8,
    }),
  ),
});
export type PodiumRevealView = ValueOf<typeof podiumRevealFields>;

/** An answer of a Beat-the-bot round after it was judged. */
const entryFields = record("Entry", {
  id: answerId,
  text: text(),
  /** Nickname of the player who wrote it, "" for a policy. */
  writer: text(),
  /** -1: written by a player. */
  version: int32,
  /** Mean share of the verdicts for it over its pairs, 0-1. */
  share: float64,
  votes: uint16,
  /** A player's answer that was preferred to the machine's. */
  won: flag,
});
export type EntryView = ValueOf<typeof entryFields>;

/**
 * All that everybody in a room sees. A browser is told the names of the fields when it joins, so a page that was opened before a
 * field was added goes on with those that it knows.
 */
export const roomFields = record("Room", {
  code: text(),
  /** Name of the arena that the game belongs to: see `shared/protocol/arenas.ts`. */
  arena: text(),
  title: text(),
  criterion: text<Criterion>(),
  /** The host's own words; "": the criterion's question, in each viewer's language. */
  question: text(),
  mode: text<Mode>(),
  phase: text<PhaseName>(),
  paused: flag,
  /** Who ends a phase. */
  pace: text<Pace>(),
  /** From 1; 0 before the first. */
  round: uint16,
  /** 0: for ever. */
  rounds: uint16,
  /** Milliseconds left in the phase when the view was taken, -1 for no limit, as with the pace `host`; clients count down from receipt, so a wrong clock does no harm. */
  remainingMs: int32,
  /** Newest promoted policy when the round was dealt; -1 before the first. */
  policyVersion: int32,
  players: byId(playerFields),
  spectators: uint16,
  /** Newcomers have to knock. */
  locked: flag,
  /** Empty without teams. */
  teams: list(teamFields),
  /** The writing is over, and the host reads what was written before it is shown. */
  approving: flag,
  task: optional(taskFields),
  showdown: optional(pairFields),
  reveal: optional(revealFields),
  podium: optional(podiumFields),
  podiumReveal: optional(podiumRevealFields),
  /** Filled during a bot round's reveal, best first. */
  entries: list(entryFields),
  /** From the finale on; null in games that have none. */
  finale: optional(finaleFields),
  learning: learningFields,
  /** Null in a game without a lesson. */
  lesson: optional(lessonFields),
  /** The game was interrupted a moment ago, and its players are coming back. */
  interrupted: flag,
  /** Players who are here and have locked in, or sent an answer. */
  lockedIn: uint16,
  /** Players who are here: a spectator is told of the first players alone. */
  here: uint16,
  /** Verdicts of the round, as far as `judged` tells them. */
  verdicts: uint32,
});
export type RoomView = ValueOf<typeof roomFields>;

/** What of it the game tells; the rest is the room's. */
export type GameView = Omit<RoomView, "code" | "arena" | "spectators" | "locked">;

/** What one player has put in for the phase under way; null where nothing is in yet. */
export interface BallotView {
  readonly verdict: VerdictChoice | null;
  readonly share: number | null;
  /** Answer ids, best first. */
  readonly ranking: readonly string[] | null;
  readonly pick: string | null;
  readonly locked: boolean;
  readonly answer: string | null;
  /** Of the step of a lesson. */
  readonly lesson: LessonAnswer | null;
  /** The player wrote one of the showdown's answers and only predicts. */
  readonly writer: boolean;
}
