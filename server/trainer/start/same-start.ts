import { join } from "node:path";
import type { TrainingLine } from "../training-line.ts";

/** The arena's versions descend from another model than the one given: their KL, rewards and old answers would mean nothing. */
export class StartModelChanged extends Error {
  override readonly name = "StartModelChanged";
  constructor(startFolder: string, versionFolder: string) {
    super(
      `This arena began with another model (${versionFolder}) than the one in ${startFolder}. To start afresh with the new one, ` +
        "set DATA_DIR to an empty folder (and DATABASE_URL, if set, to an empty database); to go on, put the old model back.",
    );
  }
}

/**
 * Compares an arena's version 0 with the model that it should have begun with, weights and tokenizer alike; an empty arena suits
 * any.
 * @throws StartModelChanged
 */
export async function assertSameStart({
  arenaId,
  dataDir,
  folders,
  stores,
}: Pick<TrainingLine, "arenaId" | "dataDir" | "folders" | "stores">): Promise<void> {
  const [first] = await stores.policies.list(arenaId);
  if (first === undefined) return;
  const folder = join(dataDir, first.folder);
  if (!(await folders.isStart(folder))) throw new StartModelChanged(folders.startFolder, folder);
}
