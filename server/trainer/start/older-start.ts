import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Checkpoints } from "../../checkpoints/checkpoints.ts";
import { readModelConfig } from "../../ml/model/checkpoint.ts";
import { MAIN_ARENA } from "../../ports/arena.ts";
import type { Policies } from "../../ports/models.ts";
import type { ArenaModel } from "./arena-model.ts";

/**
 * The folder of the model that arenas began with, where it is a pocket model of other weights than the shipped one: an upgrade of the program
 * must not take an arena away from its players. All arenas of an installation begin as the main one did. Null where that began with the shipped model,
 * has not begun, or began with a model of another kind, which the arena then refuses by itself.
 * @param shipped what was opened in the belief that the arenas are new
 * @throws CheckpointFault where the folder lies elsewhere and can't be read now
 */
export async function olderStart(
  policies: Pick<Policies, "list">,
  checkpoints: Pick<Checkpoints, "at">,
  shipped: Pick<ArenaModel, "start" | "folders">,
): Promise<string | null> {
  const { start, folders } = shipped;
  if (folders.adapter !== null) return null;
  const [first] = await policies.list(MAIN_ARENA);
  if (first === undefined) return null;
  const folder = await checkpoints.at(first.folder);
  const isKin =
    (await speaks(folder)) === JSON.stringify(start.config) && (await sameTokens(folder, folders.startFolder));
  return isKin && !(await folders.isStart(folder)) ? folder : null;
}

/** The architecture of a whole model; null for a folder that holds none. */
const speaks = (folder: string): Promise<string | null> =>
  readModelConfig(folder).then(
    ({ config }) => JSON.stringify(config),
    () => null,
  );

async function sameTokens(...folders: readonly string[]): Promise<boolean> {
  const files = folders.map((folder) => readFile(join(folder, "tokenizer.json")).catch(() => null));
  const [a, b] = await Promise.all(files);
  return a != null && b != null && a.equals(b);
}
