import type { OverOptimisationWatch } from "../../shared/protocol/lab.ts";
import type { PolicyRecord } from "../ports/models.ts";
import { type Contest, type RatedVersions, winRateOverStart } from "./bradley-terry.ts";
import { ALARM_Z, findDecline } from "./over-optimisation.ts";

/** What the reward model expected of each version beside what people said, and an alarm where people like the newer ones less. */
export function overOptimisationWatch(
  policies: readonly Pick<PolicyRecord, "version" | "status" | "metrics">[],
  contests: readonly Contest[],
  rated: RatedVersions,
): OverOptimisationWatch {
  const ratings = new Map(rated.ratings.map((rating) => [rating.version, rating]));
  const promoted = policies.filter(({ status }) => status === "promoted").map(({ version }) => version);
  const met = policies.filter(
    ({ status, version }) => version > 0 && (status === "promoted" || status === "rolled_back"),
  );
  return {
    versions: met.flatMap(({ version, metrics }) => {
      if (metrics.kl === undefined) return [];
      const rating = ratings.get(version);
      return {
        version,
        kl: metrics.kl,
        expected: metrics.expectedWinRate ?? null,
        rate: rating === undefined ? null : winRateOverStart(rating.rating),
        low: rating === undefined ? null : winRateOverStart(rating.low),
        high: rating === undefined ? null : winRateOverStart(rating.high),
      };
    }),
    alarm: findDecline(contests, promoted, rated.correlation, ALARM_Z),
  };
}
