import { join } from "node:path";
import type { ArenaId } from "../../ports/arena.ts";
import type { Policies, RewardModels } from "../../ports/models.ts";
import { dropOptimizerState, removeOrphans } from "./policy-folder.ts";

/** Versions that keep their optimizer state: a rollback by a few versions then goes on as if nothing had happened. */
const KEEP_STATES = 3;
/** Versions that were not promoted, and reward models, kept to be looked at. */
const KEEP_OTHERS = 3;

/**
 * Removes what nobody will read again: all but the newest folders of versions that were rejected or rolled back, old reward
 * models, folders that a killed process wrote and never recorded, and the optimizer state of old versions. Every promoted
 * version stays as a model. To be called while no folder waits to be recorded.
 */
export async function pruneFolders(
  stores: { readonly policies: Pick<Policies, "list">; readonly rewardModels: Pick<RewardModels, "recent"> },
  arenaId: ArenaId,
  dataDir: string,
): Promise<void> {
  const versions = await stores.policies.list(arenaId);
  const promoted = versions.filter(({ status }) => status === "promoted");
  const others = versions.filter(({ status }) => status !== "promoted").slice(-KEEP_OTHERS);
  const rewardModels = await stores.rewardModels.recent(arenaId, KEEP_OTHERS);
  await removeOrphans(join(dataDir, "policies"), namesOf([...promoted, ...others]));
  await removeOrphans(join(dataDir, "reward-models"), namesOf(rewardModels));
  for (const { folder } of promoted.slice(0, -KEEP_STATES)) await dropOptimizerState(join(dataDir, folder));
}

/** Folders are recorded with their parent's name, on Windows with its separator. */
const namesOf = (records: readonly { readonly folder: string }[]): Set<string> =>
  new Set(records.map(({ folder }) => folder.split(/[/\\]/).at(-1)!));
