import type { DealtFinale, FinaleEnd } from "./finale.ts";
import type { LessonState } from "./lesson/lesson-state.ts";
import type { LastBeat } from "./modes.ts";
import type { SessionSettings } from "./settings.ts";
import type { TeamLook } from "./teams/team-looks.ts";
import type { LearningView } from "./view-learning.ts";
import type { Verdict, VerdictChoice } from "./votes/verdict.ts";

/** The whole truth about one session of the game, secrets included. Only `viewFor` may show it to anyone. */
export interface GameState {
  readonly settings: SessionSettings;
  readonly players: ReadonlyMap<string, Player>;
  /** Names and colours of the teams; empty without teams. */
  readonly teamLooks: readonly TeamLook[];
  /** Rounds opened so far. */
  readonly round: number;
  readonly policyVersion: number;
  readonly learning: LearningView;
  /** Ids of the answers that the host has taken off the screens. */
  readonly hidden: ReadonlySet<string>;
  /** The game was interrupted: until this instant its players are told so, and no beat ends early. Null otherwise. */
  readonly interruptedUntil: number | null;
  /** How the finale came out, or why there was none; null before, and in games that have none. */
  readonly finale: FinaleEnd | null;
  /** Null: a game without a lesson. */
  readonly lesson: LessonState | null;
  readonly phase: Phase;
}

export interface Player {
  readonly id: string;
  /** In the order of joining, from 1: what a muted player is called. */
  readonly number: number;
  readonly nickname: string;
  readonly avatar: number;
  /** From 1; 0 without teams. */
  readonly team: number;
  /** The host has taken the nickname off the screens. */
  readonly muted: boolean;
  readonly score: number;
  /** Good predictions in a row. */
  readonly streak: number;
  /** Rounds in which the crowd preferred what this player wrote to what the machine wrote. */
  readonly wins: number;
  /** `dropped`: the connection broke and may come back; `left`: gone, the seat is free, the score kept. */
  readonly presence: "here" | "dropped" | "left";
  /** Verdicts given in the current round. */
  readonly judged: number;
  /** Rapid pairs in the player's hands, dealt and not judged yet. */
  readonly inHand: number;
  /** The player has put something in, in any round. */
  readonly played: boolean;
}

/** The showdown pair with its secrets. */
export interface ShowdownPair {
  readonly id: string;
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  /** Ids of the two answers. */
  readonly answerA: string;
  readonly answerB: string;
  /** `PLAYER` or `EXTERNAL_MODEL` where no policy wrote it. */
  readonly versionA: number;
  readonly versionB: number;
  /** Id of the player who wrote it, "" for others. */
  readonly writerA: string;
  readonly writerB: string;
  /** Name of the external model that wrote it, "" for others. */
  readonly contestantA: string;
  readonly contestantB: string;
  /** The reward model's probability that A is preferred; -1 when it has no opinion. */
  readonly rewardModelShare: number;
}

/** Three or four answers to one prompt, to be ranked; in the order in which they are shown. */
export interface Podium {
  readonly id: string;
  readonly prompt: string;
  readonly answers: readonly PodiumAnswer[];
  /** Every two of the answers as a pair that verdicts can be given on. */
  readonly pairs: readonly { readonly id: string; readonly answerA: string; readonly answerB: string }[];
}

export interface PodiumAnswer {
  readonly id: string;
  readonly text: string;
  /** `EXTERNAL_MODEL` where no policy wrote it. */
  readonly version: number;
  /** Name of the external model that wrote it, "" for a policy. */
  readonly contestant: string;
  /** Null when the reward model had no opinion. */
  readonly reward: number | null;
}

/** What everybody judges in the last beat of a round. */
export type Contest = ShowdownPair | Podium;

export function isPodium(contest: Contest): contest is Podium {
  return "answers" in contest;
}

/** The prompt that players write to. */
export interface WritingTask {
  readonly id: string;
  readonly prompt: string;
}

/** An answer of a bot round and how it fared. */
export interface Entry {
  readonly id: string;
  readonly text: string;
  /** Player id, "" for a policy. */
  readonly writer: string;
  /** -1: written by a player. */
  readonly version: number;
  /** Mean share of the verdicts for it over its pairs, 0-1. */
  readonly share: number;
  readonly votes: number;
  /** A player's answer that was preferred to the machine's. */
  readonly won: boolean;
}

export interface Ballot {
  readonly verdict: VerdictChoice | null;
  /** Predicted share of the others that prefers A. */
  readonly share: number | null;
  /** The player has locked in: nothing of it changes any more. */
  readonly locked: boolean;
}

export interface RankingBallot {
  /** Ids of all answers, best first. */
  readonly ranking: readonly string[] | null;
  /** The answer that most of the others are expected to put first. */
  readonly pick: string | null;
  /** The player has locked in: nothing of it changes any more. */
  readonly locked: boolean;
}

/** How one player's prediction was scored. */
export interface Award {
  /** The predicted share for A; of a podium 1, the place being all that is predicted. */
  readonly predicted: number;
  /** The share of the others' verdicts for A; of a podium the share of the others who put the pick first. */
  readonly share: number;
  readonly points: number;
  readonly streak: number;
  readonly total: number;
  /** The picked answer of a podium, else "". */
  readonly pick: string;
  /** The prediction came closer than the reward model's. It earns nothing. */
  readonly beatsRewardModel: boolean;
}

export interface Outcome {
  readonly votes: Readonly<Record<Verdict, number>>;
  /** Players who said that they can't judge; they are in no count and no share. */
  readonly abstained: number;
  readonly share: number;
}

/** How the rankings came out, answer by answer in the order of the podium. */
export interface PodiumOutcome {
  readonly ballots: number;
  readonly answers: readonly { readonly firsts: number; readonly score: number }[];
}

export type TimedPhase =
  | {
      readonly name: "writing";
      readonly timer: Timer;
      readonly roundId: string;
      readonly task: WritingTask;
      /** What each player wrote. */
      readonly answers: ReadonlyMap<string, string>;
    }
  | { readonly name: "rapid"; readonly timer: Timer; readonly roundId: string; readonly contest: Contest }
  | {
      /** The title card of the last beat: it says what comes, and nothing can be put in. */
      readonly name: "title";
      readonly timer: Timer;
      readonly roundId: string;
      readonly beat: LastBeat;
      readonly contest: Contest;
    }
  | {
      readonly name: "showdown";
      readonly timer: Timer;
      readonly roundId: string;
      readonly pair: ShowdownPair;
      readonly ballots: ReadonlyMap<string, Ballot>;
    }
  | {
      readonly name: "ranking";
      readonly timer: Timer;
      readonly roundId: string;
      readonly podium: Podium;
      readonly ballots: ReadonlyMap<string, RankingBallot>;
    }
  | {
      readonly name: "reveal";
      readonly timer: Timer;
      readonly shown: Shown;
      readonly entries: readonly Entry[];
      /** How each prediction was scored, by player id. */
      readonly awards: ReadonlyMap<string, Award>;
    }
  | { readonly name: "intermission"; readonly timer: Timer }
  | {
      readonly name: "finale";
      readonly timer: Timer;
      readonly roundId: string;
      readonly dealt: DealtFinale;
      /** The pair that is judged, from 0. */
      readonly at: number;
      /** By player id, for each pair. */
      readonly verdicts: readonly ReadonlyMap<string, VerdictChoice>[];
      /** Ids of the players who have locked in on the pair that is judged. */
      readonly locked: ReadonlySet<string>;
    }
  /** The masks come off: who was then, and who is now. */
  | { readonly name: "unmasking"; readonly timer: Timer };

/** What a reveal reveals. */
export type Shown =
  | { readonly pair: ShowdownPair; readonly outcome: Outcome }
  | { readonly podium: Podium; readonly outcome: PodiumOutcome };

export type Phase =
  | { readonly name: "lobby" }
  | { readonly name: "dealing" }
  /** The writing is over, and the answers are being paired; or first read by the host, where the game asks for approval. */
  | { readonly name: "gathering"; readonly roundId: string; readonly approving: boolean }
  /** The rounds are over, and the finale is being dealt. */
  | { readonly name: "preparing" }
  | TimedPhase
  | { readonly name: "finished" };

export type PhaseOf<Name extends Phase["name"]> = Extract<Phase, { readonly name: Name }>;

/** The game with a player who is new or has changed. */
export function withPlayer(state: GameState, player: Player): GameState {
  return { ...state, players: new Map(state.players).set(player.id, player) };
}

/** Time left in a phase: running towards an instant, or held by a pause. Milliseconds of one clock, whose origin doesn't matter. */
export type Timer = { readonly endsAt: number } | { readonly leftMs: number };

export function startTimer(durationMs: number, now: number): Timer {
  return { endsAt: now + durationMs };
}

export function isHeld(timer: Timer): boolean {
  return "leftMs" in timer;
}

export function hold(timer: Timer, now: number): Timer {
  return { leftMs: timeLeft(timer, now) };
}

export function release(timer: Timer, now: number): Timer {
  return startTimer(timeLeft(timer, now), now);
}

export function extend(timer: Timer, byMs: number): Timer {
  return "leftMs" in timer ? { leftMs: timer.leftMs + byMs } : { endsAt: timer.endsAt + byMs };
}

export function timeLeft(timer: Timer, now: number): number {
  return "leftMs" in timer ? timer.leftMs : Math.max(0, timer.endsAt - now);
}
