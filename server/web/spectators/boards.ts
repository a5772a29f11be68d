import type { Period, PlayersBoard, SessionsBoard, VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { TrainingBoard } from "../../../shared/protocol/lab.ts";
import { CRITERIA } from "../../../shared/round/settings.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { ExternalModels } from "../../ports/external.ts";
import type { Comparisons } from "../../ports/learning.ts";
import type { Policies, Ratings, TrainingStep } from "../../ports/models.ts";
import type { Leaderboard } from "../../ports/results.ts";
import { bradleyTerry } from "../../stats/bradley-terry.ts";
import { lengthControlled } from "../../stats/length-controlled.ts";
import { ratedExternalModels } from "./external-models-board.ts";

/** What the public boards show, read from the stores. */

const PLAYERS_SHOWN = 50;
const SESSIONS_SHOWN = 20;
const DAY_MS = 86_400_000;
const PERIOD_MS: Readonly<Record<Period, number | null>> = { day: DAY_MS, week: 7 * DAY_MS, all: null };

export async function playersBoard(
  leaderboard: Leaderboard,
  arenaId: ArenaId,
  period: Period,
  now: number,
): Promise<PlayersBoard> {
  const length = PERIOD_MS[period];
  const since = length === null ? null : new Date(now - length);
  return { period, players: await leaderboard.players(arenaId, since, PLAYERS_SHOWN) };
}

export async function versionsBoard(
  stores: {
    policies: Pick<Policies, "list">;
    ratings: Pick<Ratings, "list">;
    comparisons: Pick<Comparisons, "betweenVersions" | "betweenVersionsByCriterion">;
    externalModels: Pick<ExternalModels, "list" | "matchups">;
  },
  arenaId: ArenaId,
): Promise<VersionsBoard> {
  const [policies, ratings, axes, matchups, externalModels] = await Promise.all([
    stores.policies.list(arenaId),
    stores.ratings.list(arenaId),
    ratingsByCriterion(stores.comparisons, arenaId),
    stores.comparisons.betweenVersions(arenaId),
    ratedExternalModels(stores, arenaId),
  ]);
  const rated = new Map(ratings.map((rating) => [rating.version, rating]));
  const controlled = lengthControlled(matchups);
  const atOneLength = new Map(
    controlled.ratings.map(({ version, rating, low, high }) => [version, { rating, low, high }]),
  );
  return {
    lengthEffect: controlled.effect,
    contestants: externalModels,
    versions: policies.map(({ version, parent, status, reason, method, metrics, createdAt }) => {
      const { rating = null, low = null, high = null, votes = 0 } = rated.get(version) ?? {};
      const at = createdAt.toISOString();
      return {
        version,
        parent,
        status,
        reason,
        rating,
        low,
        high,
        votes,
        lengthControlled: atOneLength.get(version) ?? null,
        method,
        axes: axes.get(version) ?? [],
        metrics,
        at,
      };
    }),
  };
}

type CriterionRatings = VersionsBoard["versions"][number]["axes"];

/** By version. Empty if all votes were by one criterion. */
async function ratingsByCriterion(
  comparisons: Pick<Comparisons, "betweenVersionsByCriterion">,
  arenaId: ArenaId,
): Promise<ReadonlyMap<number, CriterionRatings>> {
  const matchups = await comparisons.betweenVersionsByCriterion(arenaId);
  const used = CRITERIA.filter((criterion) => matchups.some((matchup) => matchup.criterion === criterion));
  const byVersion = new Map<number, CriterionRatings>();
  if (used.length < 2) return byVersion;
  for (const criterion of used) {
    const { ratings } = bradleyTerry(matchups.filter((matchup) => matchup.criterion === criterion));
    for (const { version, rating, low, high, votes } of ratings)
      byVersion.set(version, [...(byVersion.get(version) ?? []), { criterion, rating, low, high, votes }]);
  }
  return byVersion;
}

export async function sessionsBoard(leaderboard: Leaderboard, arenaId: ArenaId): Promise<SessionsBoard> {
  const sessions = await leaderboard.sessions(arenaId, SESSIONS_SHOWN);
  return { sessions: sessions.map(({ createdAt, ...session }) => ({ ...session, at: createdAt.toISOString() })) };
}

export function stepView(step: TrainingStep): TrainingBoard["steps"][number] {
  return { ...step, at: step.at.toISOString() };
}
