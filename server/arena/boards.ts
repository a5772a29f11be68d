import type { PlayersBoard, SessionsBoard, VersionsBoard } from "../../shared/protocol/boards.ts";
import type { TrainingBoard } from "../../shared/protocol/lab.ts";
import type { ArenaId, Leaderboard, Policies, Ratings, TrainingStep } from "./ports.ts";

/** What the public boards show, read from the stores. */

export const PERIODS = ["day", "week", "all"] as const;
const PLAYERS_SHOWN = 50;
const SESSIONS_SHOWN = 20;
const DAY_MS = 86_400_000;
const PERIOD_MS = { day: DAY_MS, week: 7 * DAY_MS, all: null } as const;

export async function playersBoard(
  leaderboard: Leaderboard,
  period: PlayersBoard["period"],
  now: number,
): Promise<PlayersBoard> {
  const length = PERIOD_MS[period];
  const since = length === null ? null : new Date(now - length);
  return { period, players: await leaderboard.players(since, PLAYERS_SHOWN) };
}

export async function versionsBoard(
  stores: { policies: Pick<Policies, "list">; ratings: Pick<Ratings, "list"> },
  arenaId: ArenaId,
): Promise<VersionsBoard> {
  const [policies, ratings] = await Promise.all([stores.policies.list(arenaId), stores.ratings.list(arenaId)]);
  const rated = new Map(ratings.map((rating) => [rating.version, rating]));
  return {
    versions: policies.map(({ version, status, reason, metrics, createdAt }) => {
      const { rating = null, low = null, high = null, votes = 0 } = rated.get(version) ?? {};
      return { version, status, reason, rating, low, high, votes, metrics, at: createdAt.toISOString() };
    }),
  };
}

export async function sessionsBoard(leaderboard: Leaderboard, arenaId: ArenaId): Promise<SessionsBoard> {
  const sessions = await leaderboard.sessions(arenaId, SESSIONS_SHOWN);
  return { sessions: sessions.map(({ createdAt, ...session }) => ({ ...session, at: createdAt.toISOString() })) };
}

export function stepView(step: TrainingStep): TrainingBoard["steps"][number] {
  return { ...step, at: step.at.toISOString() };
}
