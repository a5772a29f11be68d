import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ArenaId } from "../../ports/arena.ts";
import type { Policies, RecordedFolder, RewardModels } from "../../ports/models.ts";
import type { TrainerTerms } from "../../ports/trainer-terms.ts";
import { dropOptimizerState } from "./policy-folders.ts";

/** Versions that keep their optimizer state: a rollback by a few versions then goes on as if nothing had happened. */
const KEEP_STATES = 3;
/** Versions that were not promoted, and reward models, kept to be looked at. */
const KEEP_OTHERS = 3;
/** However slow or cut off a trainer is, it records within this time what it has written. */
const ORPHAN_AFTER_MS = 24 * 3_600_000;

/** The name of a folder that a trainer of a term writes. */
export const folderName = (term: number, id: string): string => `t${term}-${id}`;

/** The term in which a folder of this name was written; 0 for those from before there were terms. */
const termOf = (name: string): number => Number(/^t(\d+)-/.exec(name)?.[1] ?? 0);

/**
 * Removes what nobody will read again: of each arena all but the newest folders of versions that were rejected or rolled back, and old
 * reward models; and the optimizer state of an arena's old versions. Every promoted version stays as a model. A folder that was never
 * recorded goes when it is a day old and of an older term: a trainer that doesn't know yet that its own is over may be writing it.
 * @throws TermOver before anything is removed
 */
export async function pruneFolders(
  stores: {
    readonly policies: Pick<Policies, "list" | "folders">;
    readonly rewardModels: Pick<RewardModels, "folders">;
    readonly trainerTerms: Pick<TrainerTerms, "assertPresent">;
  },
  arenaId: ArenaId,
  dataDir: string,
  term: number,
  now: number = Date.now(),
): Promise<void> {
  const policies = await stores.policies.folders(KEEP_OTHERS);
  const rewardModels = await stores.rewardModels.folders(KEEP_OTHERS);
  const promoted = (await stores.policies.list(arenaId)).filter(({ status }) => status === "promoted");
  await stores.trainerTerms.assertPresent(term);
  await removeUnread(join(dataDir, "policies"), policies, { term, now });
  await removeUnread(join(dataDir, "reward-models"), rewardModels, { term, now });
  for (const { folder } of promoted.slice(0, -KEEP_STATES)) await dropOptimizerState(join(dataDir, folder));
}

/** Removes the folders of a parent that are recorded and not kept, and orphans. Returns how many. */
export async function removeUnread(
  parent: string,
  recorded: readonly RecordedFolder[],
  { term, now }: { readonly term: number; readonly now: number },
): Promise<number> {
  const isKept = new Map<string, boolean>();
  for (const { folder, kept } of recorded) {
    const name = nameOf(folder);
    isKept.set(name, kept || isKept.get(name) === true); // arenas share their first version's
  }
  async function isOrphan(name: string): Promise<boolean> {
    if (termOf(name) >= term) return false;
    const found = await stat(join(parent, name)).catch(() => null);
    return found !== null && now - found.mtimeMs > ORPHAN_AFTER_MS;
  }
  let removed = 0;
  for (const name of await readdir(parent).catch(() => [])) {
    if (isKept.get(name) ?? !(await isOrphan(name))) continue;
    await rm(join(parent, name), { recursive: true, force: true });
    removed++;
  }
  return removed;
}

/** Folders are recorded with their parent's name, on Windows with its separator. */
const nameOf = (folder: string): string => folder.split(/[/\\]/).at(-1)!;
