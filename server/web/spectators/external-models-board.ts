import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { ExternalModelsBoard } from "../../../shared/protocol/lab.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { ExternalModels } from "../../ports/external.ts";
import type { Comparisons } from "../../ports/learning.ts";
import { externalModelRatings } from "../../stats/external-model-ratings.ts";

/** What the lab shows of those who answer beside the policy. */
export async function externalModelsBoard(
  externalModels: Pick<ExternalModels, "list">,
  arenaId: ArenaId,
): Promise<ExternalModelsBoard> {
  const entered = (await externalModels.list(arenaId)).filter(({ share }) => share > 0);
  return {
    contestants: entered.map(({ name, share, answers, unusable, paused, pausedUntil, calls, tokens }) => ({
      ...{ name, share, answers, unusable, calls, tokens },
      paused: paused === null ? null : { reason: paused, until: pausedUntil?.toISOString() ?? null },
    })),
  };
}

/** Their rows on the board of versions: who plays now, or has been judged. */
export async function ratedExternalModels(
  stores: {
    readonly comparisons: Pick<Comparisons, "betweenVersions">;
    readonly externalModels: Pick<ExternalModels, "list" | "contests">;
  },
  arenaId: ArenaId,
): Promise<VersionsBoard["contestants"]> {
  const known = await stores.externalModels.list(arenaId);
  if (known.length === 0) return [];
  const [between, contests] = await Promise.all([
    stores.comparisons.betweenVersions(arenaId),
    stores.externalModels.contests(arenaId),
  ]);
  const ratings = externalModelRatings(between, contests);
  return known.flatMap(({ id, name, share }) => {
    const { rating = null, low = null, high = null, votes = 0 } = ratings.get(id) ?? {};
    return share > 0 || votes > 0 ? [{ name, playing: share > 0, rating, low, high, votes }] : [];
  });
}
