import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { ArenaId } from "../../ports/arena.ts";
import type { PolicyRecord } from "../../ports/models.ts";
import { loadRewardModel } from "../../reward/reward-folder.ts";
import { fetchAdoptedOnce } from "../../trainer/start/adoption.ts";
import { writeZip } from "../write-files.ts";
import { withStores } from "./data-command.ts";
import { exportRewardModel } from "./export-reward-model.ts";
import { writeAtomically } from "./write-atomically.ts";
import { isAdapter, writeAdapter, writePolicy } from "./write-policy.ts";

export const CHECKPOINTS = ["policy", "adapter", "reward"] as const;

export interface CheckpointOptions {
  readonly what: (typeof CHECKPOINTS)[number];
  readonly out: string;
  readonly arena: ArenaId;
  /** Of the policy; the newest promoted one unless given. */
  readonly version?: number;
}

/** Writes a policy version, whole or as an adapter, or the newest reward model as a Hugging Face folder, or as a ZIP of one. */
export async function exportCheckpoint({ what, out, arena, version }: CheckpointOptions): Promise<void> {
  if (what === "reward" && version !== undefined)
    throw new Error("--version names a policy; of the reward model there is the newest only. Leave it out.");
  const path = resolve(out);
  const zipped = extname(path).toLowerCase() === ".zip";
  const parent = await stat(dirname(path)).catch(() => null);
  if (parent?.isDirectory() !== true) throw new Error(`There is no folder ${dirname(path)}; create it first.`);
  if (!zipped && (await stat(path).catch(() => null)) !== null)
    throw new Error(`${out} is there already; give a name that is new.`);

  await withStores(async (stores, { dataDir }, checkpoints) => {
    const versions = await stores.policies.list(arena);
    const policy = versionOf(versions, arena, version);
    await fetchAdoptedOnce(checkpoints, dataDir);
    const from = await checkpoints.at(policy.folder);
    const record = what === "reward" ? await stores.rewardModels.newest(arena) : null;
    if (what === "reward" && record === null)
      throw new Error(`Arena ${arena} has no reward model yet: nothing was voted on, or its trainer hasn't run.`);

    if (what === "reward" && (await isAdapter(dataDir, policy)))
      throw new Error(
        "The reward model of an arena with an adopted model can't be exported: its head would have to be fitted to thousands of the model's answers.",
      );

    const write = async (folder: string) => {
      if (record === null) return (what === "adapter" ? writeAdapter : writePolicy)(folder, dataDir, policy);
      const startFolder = await checkpoints.at(versions[0]!.folder);
      const model = await loadRewardModel(await checkpoints.at(record.folder));
      process.stdout.write(await exportRewardModel(folder, { model, record, startFolder, policyFolder: from }));
    };
    await (zipped ? writeAtomically(path, (file) => zippedFolder(file, write)) : write(path));
    process.stdout.write(`${out}: ${record === null ? `${what} version ${policy.version}` : "reward model"}\n`);
  });
}

function versionOf(versions: readonly PolicyRecord[], arena: ArenaId, version?: number): PolicyRecord {
  const promoted = versions.filter(({ status }) => status === "promoted");
  const found = version === undefined ? promoted.at(-1) : versions.find((one) => one.version === version);
  if (found !== undefined) return found;
  if (promoted.length === 0) throw new Error(`Arena ${arena} has no policy yet: start it once with npm start.`);
  throw new Error(
    `Arena ${arena} has no policy version ${version}; promoted are ${promoted.map((one) => one.version).join(", ")}.`,
  );
}

async function zippedFolder(file: string, write: (folder: string) => Promise<void>): Promise<void> {
  const temporary = await mkdtemp(join(dirname(file), `${basename(file)}-`));
  try {
    const folder = join(temporary, "model");
    await write(folder);
    await writeZip(file, folder, (await readdir(folder)).sort());
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
