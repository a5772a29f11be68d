import { bradleyTerry } from "../../stats/bradley-terry.ts";
import { DEMOTION_Z, type Decline, findDecline } from "../../stats/over-optimisation.ts";
import type { TrainingLine } from "../training-line.ts";

/** Takes versions back that people like less than those before them, whatever the reward model says; true when there were any. */
export async function demoteDeclined({
  arenaId,
  log,
  stores,
}: Pick<TrainingLine, "arenaId" | "log" | "stores">): Promise<boolean> {
  const matchups = await stores.comparisons.betweenVersions(arenaId);
  const policies = await stores.policies.list(arenaId);
  const promoted = policies.filter(({ status }) => status === "promoted").map(({ version }) => version);
  const decline = findDecline(matchups, promoted, bradleyTerry(matchups).correlation, DEMOTION_Z);
  if (decline === null) return false;
  const reason = reasonOf(decline);
  const undone = await stores.policies.rollback(arenaId, decline.after, reason);
  log.warn({ to: decline.after, undone, reason }, "People like the newer versions less; they are taken back");
  return true;
}

function reasonOf({ after, rate, low, high, votes, pairs }: Decline): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)}%`;
  return (
    `people preferred the versions after ${after} to it and older ones in only ${percent(rate)} of ${votes} votes on ${pairs} pairs ` +
    `(${percent(low)} to ${percent(high)}): training went too far`
  );
}
