import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Checkpoint, readCheckpoint } from "../ml/model/checkpoint.ts";
import type { TrainingLine } from "./training-line.ts";

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
export async function assertSameStart(line: TrainingLine, start: Checkpoint): Promise<void> {
  const [first] = await line.stores.policies.list(line.arenaId);
  if (first === undefined) return;
  const folder = join(line.dataDir, first.folder);
  const [was, ...tokenizers] = await Promise.all([
    readCheckpoint(folder),
    readFile(join(folder, "tokenizer.json")),
    readFile(join(line.startFolder, "tokenizer.json")),
  ]);
  const same = isSameModel(was, start) && tokenizers[0]!.equals(tokenizers[1]!);
  if (!same) throw new StartModelChanged(line.startFolder, folder);
}

function isSameModel(a: Checkpoint, b: Checkpoint): boolean {
  if (JSON.stringify(a.config) !== JSON.stringify(b.config)) return false;
  return Object.entries(a.weights).every(([name, { values }]) =>
    bytesOf(values).equals(bytesOf(b.weights[name]!.values)),
  );
}

const bytesOf = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
