import type { Criterion } from "../round/settings.ts";
import type { TeamColour } from "../round/teams/team-looks.ts";
import type { PolicyStatus } from "./models.ts";
import type { MethodName } from "./training-methods.ts";

/** Periods, up to now, by which players are ranked. */
export const PERIODS = ["day", "week", "all"] as const;
export type Period = (typeof PERIODS)[number];

export interface PlayersBoard {
  readonly period: Period;
  readonly players: readonly { nickname: string; score: number; votes: number; sessions: number }[];
}

/** Elo points that an answer gains by being twice as long as the other, with its 95% interval. */
export interface LengthEffect {
  readonly points: number;
  readonly low: number;
  readonly high: number;
}

export interface VersionsBoard {
  /** How much of a win is length; null until answers of different lengths have been judged. */
  readonly lengthEffect: LengthEffect | null;
  readonly versions: readonly {
    version: number;
    status: PolicyStatus;
    reason: string | null;
    /** Bradley-Terry rating from human votes with 95% interval; null before it was judged. */
    rating: number | null;
    low: number | null;
    high: number | null;
    votes: number;
    /** Its rating if all answers had one length; null before it was judged. */
    lengthControlled: { rating: number; low: number; high: number } | null;
    parent: number | null;
    /** The method that made it from its parent; null for the starting model. */
    method: MethodName | null;
    /** Its rating by each criterion that it was judged by, if people have used more than one. */
    axes: readonly { criterion: Criterion; rating: number; low: number; high: number; votes: number }[];
    /** What the gate measured, by name. */
    metrics: Readonly<Record<string, number>>;
    at: string;
  }[];
  /** External models, which answer beside the versions, rated on the same scale. */
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

/** The newest sessions that anybody joined, newest first. Without codes, which only players were told. */
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
    teams: readonly {
      team: number;
      score: number;
      players: number;
      /** As its members named it, else "". */
      name: string;
      /** Null where nobody changed it. */
      colour: TeamColour | null;
    }[];
  }[];
}
