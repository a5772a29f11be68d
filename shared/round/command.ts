import type { DealtFinale, FinaleAbsence } from "./finale.ts";
import type { LessonCommand } from "./lesson/lesson-command.ts";
import type { Pace } from "./settings.ts";
import type { Award, Contest, Entry, GameState, WritingTask } from "./state.ts";
import type { TeamColour, TeamLook } from "./teams/team-looks.ts";
import type { LearningView } from "./view-learning.ts";
import type { VerdictChoice } from "./votes/verdict.ts";

/** What a host may do to a game's course. */
export const HOST_COMMANDS = ["start", "pause", "resume", "extend", "skip", "end"] as const;
export type HostCommand = (typeof HOST_COMMANDS)[number];

/** What players put into beats. */
export const BALLOT_COMMANDS = ["vote", "predict", "rank", "pick", "lock", "write"] as const;
export type BallotCommand = (typeof BALLOT_COMMANDS)[number];

/** Everything that can happen to a game. Who may send it is the room's business; whether it may happen now is the game's. */
export type Command =
  | {
      readonly type: "join";
      readonly playerId: string;
      readonly nickname: string;
      readonly avatar: number;
      /** Points that the player brings along, from an earlier stay in an endless session. */
      readonly score?: number;
      /** The seat may be beyond the session's places: the room keeps some for those whom others would crowd out. */
      readonly extra?: boolean;
    }
  | { readonly type: "return" | "drop" | "leave" | "kick" | "ban" | "withdraw"; readonly playerId: string }
  | { readonly type: "mute"; readonly playerId: string; readonly muted: boolean }
  | { readonly type: "places"; readonly maxPlayers: number }
  | {
      readonly type: "dressTeam";
      readonly playerId: string;
      readonly name?: string | undefined;
      readonly colour?: TeamColour | undefined;
    }
  | { readonly type: "changeTeam"; readonly playerId: string; readonly team: number }
  | { readonly type: "resetTeams" }
  | { readonly type: "pace"; readonly pace: Pace }
  | { readonly type: "hide"; readonly answerId: string; readonly hidden: boolean }
  | { readonly type: HostCommand | "tick" | "approved" }
  /** The prompt of a bot round. */
  | { readonly type: "asked"; readonly roundId: string; readonly policyVersion: number; readonly task: WritingTask }
  | { readonly type: "write"; readonly playerId: string; readonly text: string }
  /** Null: nobody wrote anything that could be judged. */
  | {
      readonly type: "dealt";
      readonly roundId: string;
      readonly policyVersion: number;
      readonly contest: Contest | null;
    }
  | {
      readonly type: "finaleDealt";
      readonly finale: (DealtFinale & { readonly roundId: string }) | { readonly absent: FinaleAbsence };
    }
  /** A player takes up to `count` rapid pairs into their hands. */
  | { readonly type: "deal"; readonly playerId: string; readonly count: number }
  /** What a player turned out to hold, from before they left or before this process was there. */
  | { readonly type: "holds"; readonly playerId: string; readonly count: number }
  /** Pairs asked for that the pool didn't have. */
  | { readonly type: "shortfall"; readonly playerId: string; readonly count: number }
  | { readonly type: "vote"; readonly playerId: string; readonly pairId: string; readonly verdict: VerdictChoice }
  | { readonly type: "predict"; readonly playerId: string; readonly share: number }
  | { readonly type: "rank"; readonly playerId: string; readonly podiumId: string; readonly ranking: readonly string[] }
  | { readonly type: "pick"; readonly playerId: string; readonly answerId: string }
  /** The player is done with the beat: what they have put in doesn't change any more. */
  | { readonly type: "lock"; readonly playerId: string }
  /** The votes on what was written have been counted. */
  | { readonly type: "entriesJudged"; readonly round: number; readonly entries: readonly Entry[] }
  | { readonly type: "learned"; readonly learning: LearningView }
  | LessonCommand;

/** What the world outside has to do after a transition. */
export type Effect =
  | { readonly type: "openRound"; readonly index: number }
  /** Deal the finale, a round of this index, or say why there is none. */
  | { readonly type: "openFinale"; readonly index: number }
  /** Pair what was written. */
  | { readonly type: "gather"; readonly roundId: string }
  | { readonly type: "assignTeam"; readonly playerId: string; readonly team: number }
  | { readonly type: "dressTeams"; readonly looks: readonly TeamLook[] }
  /** `points` by player id go into the store with the closing, all or nothing; without them nothing has been predicted. */
  | { readonly type: "closeRound"; readonly roundId: string; readonly points?: ReadonlyMap<string, number> }
  /** Tell each player how their prediction was scored. */
  | { readonly type: "award"; readonly roundId: string; readonly awards: ReadonlyMap<string, Award> }
  | { readonly type: "expel"; readonly playerId: string; readonly banned: boolean }
  | { readonly type: "mute"; readonly playerId: string; readonly muted: boolean }
  /** The player has left without having put anything in, or is back. */
  | { readonly type: "setAbsent"; readonly playerId: string; readonly absent: boolean }
  | { readonly type: "setPlaces"; readonly maxPlayers: number }
  | { readonly type: "setPace"; readonly pace: Pace }
  | { readonly type: "finish" };

export type Reason =
  | "wrong_phase"
  | "too_early"
  /** The title card is still up. */
  | "not_open"
  | "locked_in"
  /** There is something left to put in before the player can lock in. */
  | "incomplete"
  | "unknown_pair"
  | "own_answer"
  | "bad_ranking"
  | "bad_picks"
  | "colour_taken"
  | "team_full"
  | "not_a_player"
  | "session_full"
  | "session_over"
  | "duplicate";

export interface Rejection {
  readonly rejected: Reason;
}

export interface Transition {
  readonly state: GameState;
  readonly effects: readonly Effect[];
}

export function reject(reason: Reason): Rejection {
  return { rejected: reason };
}

export function become(state: GameState, ...effects: readonly Effect[]): Transition {
  return { state, effects };
}
