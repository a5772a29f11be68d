import type { Verdict } from "./verdict.ts";

/**
 * What the game lets each viewer see: the picture of a `GameState` without its secrets. Authors and the split have
 * no place in it before the reveal, so a modified client learns nothing either.
 */

export type PhaseName = "lobby" | "dealing" | "rapid" | "showdown" | "reveal" | "intermission" | "finished";

export interface PlayerView {
  readonly id: string;
  readonly nickname: string;
  readonly avatar: number;
  readonly score: number;
  /** From 1; players with equal scores share a rank. */
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
  /** Share for A of all verdicts, ties and both-bad half; 0.5 when nobody voted. */
  readonly share: number;
  /** What the reward model had guessed, 0-1; -1 when it had no opinion yet. */
  readonly rewardModelShare: number;
}

/** What the intermission shows of the trainer at work. */
export interface LearningView {
  readonly state: "down" | "loading" | "idle" | "reward" | "ppo" | "gate" | "refill";
  readonly policyVersion: number;
  /** Votes of this session that learning has been given. */
  readonly votes: number;
  /** Held-out accuracy of the reward model, 0-1; -1 before the first fit. */
  readonly rewardAccuracy: number;
  /** Nats a response from the starting policy; -1 before the first step. */
  readonly kl: number;
  /** Reason of the last rejection, "" if the last candidate was promoted. */
  readonly rejected: string;
}

/** What one player has put in for the showdown; null where nothing is in yet. */
export interface BallotView {
  readonly verdict: Verdict | null;
  readonly share: number | null;
}

export interface GameView {
  readonly title: string;
  readonly question: string;
  readonly phase: PhaseName;
  readonly paused: boolean;
  /** From 1; 0 before the first. */
  readonly round: number;
  readonly rounds: number;
  /** Milliseconds left in the phase when the view was taken, -1 for no limit; clients count down from receipt, so a wrong clock does no harm. */
  readonly remainingMs: number;
  /** Newest promoted policy when the round was dealt; -1 before the first. */
  readonly policyVersion: number;
  readonly players: ReadonlyMap<string, PlayerView>;
  readonly showdown: PairView | null;
  readonly reveal: RevealView | null;
  readonly learning: LearningView;
}
