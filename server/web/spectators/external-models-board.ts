import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { ExternalModelsBoard, JudgeBoard } from "../../../shared/protocol/lab.ts";
import { wilson } from "../../../shared/round/votes/share-interval.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { ExternalModels, Judgements } from "../../ports/external.ts";
import type { Comparisons } from "../../ports/learning.ts";
import { externalModelRatings } from "../../stats/bradley-terry.ts";

/** What the lab shows of external models, which answer beside the policy. */
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

/** External models on the board of versions: those that play now, and those that were judged. */
export async function ratedExternalModels(
  stores: {
    readonly comparisons: Pick<Comparisons, "betweenVersions">;
    readonly externalModels: Pick<ExternalModels, "list" | "matchups">;
  },
  arenaId: ArenaId,
): Promise<VersionsBoard["contestants"]> {
  const known = await stores.externalModels.list(arenaId);
  if (known.length === 0) return [];
  const [between, matchups] = await Promise.all([
    stores.comparisons.betweenVersions(arenaId),
    stores.externalModels.matchups(arenaId),
  ]);
  const ratings = externalModelRatings(between, matchups);
  return known.flatMap(({ id, name, share }) => {
    const { rating = null, low = null, high = null, votes = 0 } = ratings.get(id) ?? {};
    return share > 0 || votes > 0 ? [{ name, playing: share > 0, rating, low, high, votes }] : [];
  });
}

/** What the lab shows of an arena's AI judge; null where none is active. */
export async function judgeBoard(
  judgements: Pick<Judgements, "state" | "work">,
  arenaId: ArenaId,
): Promise<JudgeBoard | null> {
  const state = await judgements.state(arenaId);
  if (state === null || state.share === 0) return null;
  const { judge, share: wanted, paused, pausedUntil, calls, tokens } = state;
  const { people, labels, ordersAsked, ordersAgreed, sharedPairs, agreed } = await judgements.work(arenaId, judge);
  const agreement = agreed / sharedPairs;
  return {
    judge,
    wanted,
    share: labels === 0 ? 0 : labels / (labels + people),
    labels,
    agreement:
      sharedPairs === 0 ? null : { rate: agreement, ...wilson(agreement, sharedPairs), pairs: Math.round(sharedPairs) },
    constancy: ordersAsked === 0 ? null : ordersAgreed / ordersAsked,
    paused: paused === null ? null : { reason: paused, until: pausedUntil?.toISOString() ?? null },
    calls,
    tokens,
  };
}
