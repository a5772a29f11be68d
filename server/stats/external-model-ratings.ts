import type { ExternalModels } from "../ports/external.ts";
import type { RatingRecord } from "../ports/models.ts";
import { bradleyTerry, type Contest } from "./bradley-terry.ts";

/**
 * Ratings of external models, by id, on the versions' scale. They are fitted together with the versions, since it is versions
 * that they meet; the versions' own ratings come from their votes against each other alone, and no external model moves them.
 */
export function externalModelRatings(
  betweenVersions: readonly Contest[],
  contests: Awaited<ReturnType<ExternalModels["contests"]>>,
): ReadonlyMap<number, Omit<RatingRecord, "version">> {
  // Ids begin at 1, and versions at 0: below it there is room.
  const met = contests.map(({ externalModelId, version, label, votes }) => ({
    a: -externalModelId,
    b: version,
    label,
    votes,
  }));
  const { ratings } = bradleyTerry([...betweenVersions, ...met]);
  return new Map(ratings.flatMap(({ version, ...rating }) => (version < 0 ? [[-version, rating] as const] : [])));
}
