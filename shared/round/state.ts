import type { SessionSettings } from "./settings.ts";
import type { Timer } from "./timer.ts";
import type { Verdict } from "./verdict.ts";
import type { LearningView } from "./view.ts";

/** The whole truth about one session of the game, secrets included. Only `viewFor` may show it to anyone. */
export interface GameState {
  readonly settings: SessionSettings;
  readonly players: ReadonlyMap<string, Player>;
  /** Rounds opened so far. */
  readonly round: number;
  readonly policyVersion: number;
  readonly learning: LearningView;
  readonly phase: Phase;
}

export interface Player {
  readonly id: string;
  readonly nickname: string;
  readonly avatar: number;
  readonly score: number;
  /** Good predictions in a row. */
  readonly streak: number;
  /** `dropped`: the connection broke and may come back; `left`: gone, the seat is free, the score kept. */
  readonly presence: "here" | "dropped" | "left";
  /** Verdicts given in the current round. */
  readonly judged: number;
  /** Rapid pairs in the player's hands, dealt and not judged yet. */
  readonly inHand: number;
}

/** The showdown pair with its secrets. */
export interface ShowdownPair {
  readonly id: string;
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  readonly versionA: number;
  readonly versionB: number;
  /** The reward model's probability that A is preferred; -1 when it has no opinion. */
  readonly rewardModelShare: number;
}

export interface Ballot {
  readonly verdict: Verdict | null;
  /** Predicted share of the others that prefers A. */
  readonly share: number | null;
}

/** How one player's prediction was scored. */
export interface Award {
  readonly predicted: number;
  /** The share of the others' verdicts for A. */
  readonly share: number;
  readonly points: number;
  readonly streak: number;
  readonly total: number;
}

export interface Outcome {
  readonly votes: Readonly<Record<Verdict, number>>;
  readonly share: number;
}

export type TimedPhase =
  | { readonly name: "rapid"; readonly timer: Timer; readonly roundId: string; readonly pair: ShowdownPair }
  | {
      readonly name: "showdown";
      readonly timer: Timer;
      readonly roundId: string;
      readonly pair: ShowdownPair;
      readonly ballots: ReadonlyMap<string, Ballot>;
    }
  | { readonly name: "reveal"; readonly timer: Timer; readonly pair: ShowdownPair; readonly outcome: Outcome }
  | { readonly name: "intermission"; readonly timer: Timer };

export type Phase =
  | { readonly name: "lobby" }
  | { readonly name: "dealing" }
  | TimedPhase
  | { readonly name: "finished" };

export type PhaseOf<Name extends Phase["name"]> = Extract<Phase, { readonly name: Name }>;
