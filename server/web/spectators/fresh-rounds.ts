import type { PolicyRecord } from "../../ports/models.ts";
import type { ClosedRound } from "../../ports/results.ts";

type Version = Pick<PolicyRecord, "version" | "status" | "comparisonId" | "createdAt" | "promotedAt">;

/**
 * For each round, oldest first, whether it was dealt by what its session's round before taught: when it was opened, a
 * candidate that had seen those comparisons existed. If that one was turned away or taken back, the last good version is as
 * fresh as can be. Null where no earlier round of the session has any comparisons.
 */
export function freshRounds(rounds: readonly ClosedRound[], versions: readonly Version[]): readonly (boolean | null)[] {
  const judged = versions.filter(({ status }) => status !== "candidate");
  const lastOf = new Map<string, number>();
  return rounds.map(({ sessionId, policyVersion, openedAt, lastComparison }) => {
    const taught = lastOf.get(sessionId);
    if (lastComparison !== null) lastOf.set(sessionId, lastComparison);
    if (taught === undefined) return null;
    const pupil = judged.find(
      (one) => one.comparisonId >= taught && (one.promotedAt ?? one.createdAt).getTime() <= openedAt.getTime(),
    );
    if (pupil === undefined) return false;
    return pupil.status !== "promoted" || pupil.version <= policyVersion;
  });
}
