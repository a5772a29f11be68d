import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { ContestantsBoard } from "../../../shared/protocol/lab.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Contestants } from "../../ports/external.ts";
import type { Comparisons } from "../../ports/learning.ts";
import { externalModelRatings } from "../../stats/bradley-terry.ts";

/** What the lab shows of those who answer beside the policy. */
export async function contestantsBoard(
  contestants: Pick<Contestants, "list">,
  arenaId: ArenaId,
): Promise<ContestantsBoard> {
  const entered = (await contestants.list(arenaId)).filter(({ share }) => share > 0);
  return {
    contestants: entered.map(({ name, share, answers, unusable, paused, pausedUntil, calls, tokens }) => ({
      ...{ name, share, answers, unusable, calls, tokens },
      paused: paused === null ? null : { reason: paused, until: pausedUntil?.toISOString() ?? null },
    })),
  };
}

/** Their rows on the board of versions: who plays now, or has been judged. */
export async function ratedContestants(
  stores: {
    readonly comparisons: Pick<Comparisons, "betweenVersions">;
    readonly contestants: Pick<Contestants, "list" | "matchups">;
  },
  arenaId: ArenaId,
): Promise<VersionsBoard["contestants"]> {
  const known = await stores.contestants.list(arenaId);
  if (known.length === 0) return [];
  const [between, matchups] = await Promise.all([
    stores.comparisons.betweenVersions(arenaId),
    stores.contestants.matchups(arenaId),
  ]);
  const ratings = externalModelRatings(between, matchups);
  return known.flatMap(({ id, name, share }) => {
    const { rating = null, low = null, high = null, votes = 0 } = ratings.get(id) ?? {};
    return share > 0 || votes > 0 ? [{ name, playing: share > 0, rating, low, high, votes }] : [];
  });
}
