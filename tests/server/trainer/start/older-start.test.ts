import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { localCheckpoints } from "../../../../server/checkpoints/checkpoints.ts";
import { type Checkpoint, writeCheckpoint, writeFolder } from "../../../../server/ml/model/checkpoint.ts";
import { freshAdapter } from "../../../../server/ml/model/low-rank-adapter.ts";
import type { PolicyRecord } from "../../../../server/ports/models.ts";
import { adapterFolders } from "../../../../server/trainer/folders/adapter-folders.ts";
import { wholeModelFolders } from "../../../../server/trainer/folders/policy-folders.ts";
import { olderStart } from "../../../../server/trainer/start/older-start.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY, tinyWeights } from "../../../support/tiny-model.ts";

const FIRST = "policies/first";
let root: string;
let shipped: Checkpoint;
let shippedFolder: string;
beforeEach(async () => {
  const folder = temporaryFolder();
  root = folder.path;
  shipped = { config: TINY, weights: tinyWeights(1) };
  shippedFolder = join(root, "shipped");
  await writeFolder(shippedFolder, { "tokenizer.json": "{}", "tokenizer_config.json": "{}" });
  await writeCheckpoint(shippedFolder, shipped, shippedFolder);
  return folder.remove;
});

const first = { version: 0, folder: FIRST } as PolicyRecord;
/** What an installation goes on from whose arenas have these versions. */
const startOf = (...versions: readonly PolicyRecord[]) =>
  olderStart({ list: async () => versions }, localCheckpoints(root), {
    start: shipped,
    folders: wholeModelFolders(shipped, shippedFolder),
  });
const begin = (checkpoint: Checkpoint) => writeCheckpoint(join(root, FIRST), checkpoint, shippedFolder);

test("a new installation, and one that began with the shipped model, go on from that", async () => {
  expect(await startOf()).toBeNull();
  await begin(shipped);
  expect(await startOf(first)).toBeNull();
});

test("one that began with other weights goes on from its own version 0", async () => {
  await begin({ config: TINY, weights: tinyWeights(2) });
  expect(await startOf(first, { ...first, version: 1, folder: "policies/gone" })).toBe(join(root, FIRST));
});

test("a version 0 of another architecture, of other words, or none at all is left to the arena, which refuses it", async () => {
  await begin({ config: { ...TINY, ropeTheta: 77 }, weights: tinyWeights(2) });
  expect(await startOf(first)).toBeNull();
  await begin({ config: TINY, weights: tinyWeights(2) });
  await writeFile(join(root, FIRST, "tokenizer.json"), '{"other": 1}');
  expect(await startOf(first)).toBeNull();
  expect(await startOf({ ...first, folder: "policies/gone" })).toBeNull();
});

test("an adopted model is nobody's older start", async () => {
  const adoption = { sha256: "a".repeat(64), rank: 2, alpha: 4, targets: ["q_proj"] } as const;
  const folders = adapterFolders(TINY, adoption, shippedFolder);
  await folders.save(join(root, FIRST), freshAdapter(TINY, adoption, seeded(1)), {
    ...{ method: "ppo", policy: {}, klCoefficient: 0.2, iteration: 0 },
  });
  expect(await startOf(first)).toBeNull();
  const adopted = olderStart({ list: async () => [first] }, localCheckpoints(root), { start: shipped, folders });
  expect(await adopted).toBeNull();
});
