import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Checkpoints, Recorded } from "../../checkpoints/checkpoints.ts";
import type { Policies, RewardModels } from "../../ports/models.ts";
import type { TrainerTerms } from "../../ports/trainer-terms.ts";
import { STATE_FILES } from "./policy-folders.ts";

/** Versions that keep their optimizer state: a rollback by a few versions then goes on as if nothing had happened. */
const KEEP_STATES = 3;
/** Versions that were not promoted, and reward models, kept to be looked at. */
const KEEP_OTHERS = 3;
/** However slow or cut off a trainer is, it records within this time what it has written. */
const ORPHAN_AFTER_MS = 24 * 3_600_000;

/** The name of a folder that a trainer of a term writes. */
export const folderName = (term: number, id: string): string => `t${term}-${id}`;

/** The term in which a folder of this name was written; 0 for those from before there were terms. */
const termOf = (folder: string): number => Number(/\/t(\d+)-[^/]*$/.exec(folder)?.[1] ?? 0);

interface Pruning {
  readonly stores: {
    readonly policies: Pick<Policies, "folders">;
    readonly rewardModels: Pick<RewardModels, "folders">;
    readonly trainerTerms: Pick<TrainerTerms, "assertPresent">;
  };
  readonly checkpoints: Checkpoints;
  readonly dataDir: string;
  readonly term: number;
}

/**
 * What records say of folders, to a trainer of a term. A folder that was never recorded is an orphan when it is a day old and of an older
 * term: a trainer that doesn't know yet that its own is over may be writing it.
 * @throws TermOver
 */
export async function recordedFolders({ stores, term }: Pick<Pruning, "stores" | "term">): Promise<Recorded> {
  const policies = await stores.policies.folders({ others: KEEP_OTHERS, resumable: KEEP_STATES });
  const rewardModels = await stores.rewardModels.folders(KEEP_OTHERS);
  await stores.trainerTerms.assertPresent(term);
  const kept = new Map<string, readonly string[]>();
  const unread = new Set<string>();
  // Arenas share their first version's: it is what it is for any of them.
  const all = [...policies, ...rewardModels].map((one) => ({ ...one, folder: one.folder.replaceAll("\\", "/") }));
  for (const { folder, resumable } of all.filter((one) => one.kept))
    if (resumable || !kept.has(folder)) kept.set(folder, resumable ? [] : STATE_FILES);
  for (const { folder } of all) if (!kept.has(folder)) unread.add(folder);
  const isOrphan = (folder: string, writtenAt: Date, now: number = Date.now()) =>
    termOf(folder) < term && now - writtenAt.getTime() > ORPHAN_AFTER_MS;
  return { kept, unread, isOrphan };
}

/**
 * Removes what nobody will read again: of each arena all but the newest folders of versions that were rejected or rolled back, and old
 * reward models; the optimizer state of an arena's old versions; and orphans. Every promoted version stays as a model.
 * @throws TermOver before anything is removed
 */
export async function pruneFolders(pruning: Pruning): Promise<void> {
  const { checkpoints, dataDir } = pruning;
  const { kept, unread, isOrphan } = await recordedFolders(pruning);
  for (const parent of ["policies", "reward-models"])
    for (const name of await readdir(join(dataDir, parent)).catch(() => [])) {
      const folder = `${parent}/${name}`;
      if (kept.has(folder)) await checkpoints.drop(folder, kept.get(folder)!);
      else if (unread.has(folder) || (await isOldOrphan(folder))) await checkpoints.remove(folder);
    }

  async function isOldOrphan(folder: string): Promise<boolean> {
    const found = await stat(join(dataDir, folder)).catch(() => null);
    return found !== null && isOrphan(folder, found.mtime);
  }
}
