import type { Criterion } from "../round/settings.ts";
import type { MethodName } from "./training-methods.ts";

/** Socket.IO, namespace `/boards`, read-only: every event carries the whole current state of its board, so a late or reconnected viewer is right at once. */
export interface BoardEvents {
  players: (board: PlayersBoard) => void;
  versions: (board: VersionsBoard) => void;
  sessions: (board: SessionsBoard) => void;
}

/** The stretches of time that best players are listed for. */
export const PERIODS = ["day", "week", "all"] as const;

export interface PlayersBoard {
  readonly period: (typeof PERIODS)[number];
  readonly players: readonly { nickname: string; score: number; votes: number; sessions: number }[];
}

/** Elo points that an answer twice as long as the other gains by its length alone, with its 95% interval. */
export interface LengthEffect {
  readonly points: number;
  readonly low: number;
  readonly high: number;
}

export interface VersionsBoard {
  /** How much of a win is length; null while no pair of versions' answers that differ in length has been judged. */
  readonly lengthEffect: LengthEffect | null;
  readonly versions: readonly {
    version: number;
    status: "candidate" | "promoted" | "rejected" | "rolled_back";
    reason: string | null;
    /** Bradley-Terry rating from human votes with 95% interval; null before it was judged. */
    rating: number | null;
    low: number | null;
    high: number | null;
    votes: number;
    /** The rating it would have if all answers were of one length; null before it was judged. */
    lengthControlled: { rating: number; low: number; high: number } | null;
    parent: number | null;
    /** What made it of its parent; null for the starting model. */
    method: MethodName | null;
    /** Its rating by each criterion, where people have judged by more than one: only those by which it was judged. */
    axes: readonly { criterion: Criterion; rating: number; low: number; high: number; votes: number }[];
    /** What the gate measured, by name. */
    metrics: Readonly<Record<string, number>>;
    at: string;
  }[];
  /** Those who answer beside the versions and aren't trained, on the same scale; ratings as the versions'. */
  readonly contestants: readonly {
    name: string;
    /** Whether players meet it now. */
    playing: boolean;
    rating: number | null;
    low: number | null;
    high: number | null;
    votes: number;
  }[];
}

/** The newest sessions that anybody joined, newest first. Codes stay with those who were told them. */
export interface SessionsBoard {
  readonly sessions: readonly {
    id: string;
    title: string;
    open: boolean;
    at: string;
    players: number;
    votes: number;
    /** Rounds that were closed. */
    rounds: number;
    /** Best first; empty without teams. A team's score is the mean of its players'. */
    teams: readonly { team: number; score: number; players: number }[];
  }[];
}
