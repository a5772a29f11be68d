import type { Verdict } from "../round/verdict.ts";

/**
 * What the server lets each viewer see. The Colyseus state of a room mirrors `RoomView` field by field; authors and
 * splits are empty in it until the reveal, so a modified client learns nothing either.
 */

export const PROTOCOL_VERSION = 1;

export type PhaseName = "lobby" | "dealing" | "rapid" | "showdown" | "reveal" | "intermission" | "finished";

export interface PlayerView {
  readonly id: string;
  readonly nickname: string;
  readonly avatar: number;
  readonly score: number;
  readonly rank: number;
  readonly streak: number;
  readonly connected: boolean;
  /** Verdicts given in the current round. */
  readonly judged: number;
  /** In the showdown: verdict and prediction are in. */
  readonly locked: boolean;
}

export interface PairView {
  readonly id: string;
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
}

export interface RevealView {
  readonly versionA: number;
  readonly versionB: number;
  readonly votes: Readonly<Record<Verdict, number>>;
  /** Share for A, ties and both-bad half; what predictions are scored against. */
  readonly share: number;
  /** What the reward model had guessed, 0-1; -1 when it had no opinion yet. */
  readonly rewardModelShare: number;
}

/** What the intermission shows of the trainer at work. */
export interface LearningView {
  readonly state: "down" | "loading" | "idle" | "reward" | "ppo" | "gate" | "refill";
  readonly policyVersion: number;
  readonly votes: number;
  /** Held-out accuracy of the reward model, 0-1; -1 before the first fit. */
  readonly rewardAccuracy: number;
  /** Nats a response from the starting policy; -1 before the first step. */
  readonly kl: number;
  /** Reason of the last rejection, "" if the last candidate was promoted. */
  readonly rejected: string;
}

export interface RoomView {
  readonly code: string;
  readonly title: string;
  readonly question: string;
  readonly phase: PhaseName;
  readonly paused: boolean;
  /** From 1; 0 in the lobby. */
  readonly round: number;
  readonly rounds: number;
  /** Milliseconds left in the phase when the state was written, -1 for no limit; clients count down from receipt, so a wrong clock does no harm. */
  readonly remainingMs: number;
  readonly policyVersion: number;
  readonly players: ReadonlyMap<string, PlayerView>;
  readonly spectators: number;
  readonly showdown: PairView | null;
  readonly reveal: RevealView | null;
  readonly learning: LearningView;
}
