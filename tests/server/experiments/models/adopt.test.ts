import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { writeRandomLlama } from "../../../../server/experiments/bench/random-llama.ts";
import { type AdoptOptions, adopt } from "../../../../server/experiments/models/arena-models.ts";
import { CLASSROOM_QUESTIONS } from "../../../../server/game/packs/classroom-questions.ts";
import { formatSafetensors, parseSafetensors } from "../../../../server/ml/model/safetensors.ts";
import { readAdoption } from "../../../../server/trainer/start/adoption.ts";
import { LOW_RANK, openAdoptedModel } from "../../../../server/trainer/start/open-adopted-model.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { type FreshDatabase, freshDatabase } from "../../../support/database.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY } from "../../../support/tiny-model.ts";

/** `learn -- adopt`, as the command runs it. */

let database: FreshDatabase;
let root: ReturnType<typeof temporaryFolder>;
let folder: string;
let dataDir: string;
let said: string;
beforeEach(async () => {
  root = temporaryFolder();
  [folder, dataDir] = [join(root.path, "tiny"), join(root.path, "data")];
  await writeRandomLlama(folder, { ...TINY, vocabSize: 300, context: 128 }, seeded(1));
  database = await freshDatabase();
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("DATA_DIR", dataDir);
  said = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await database.drop();
  root.remove();
});

const take = (more: Partial<AdoptOptions> = {}) =>
  adopt(folder, { rank: LOW_RANK.rank, targets: LOW_RANK.targets, ...more });

test("a model answers what it can read, is copied, and is known again; its name stays", async () => {
  const { tokenizer } = await openAdoptedModel(folder);
  const tokensOf = (text: string) => tokenizer.encodePrompt(text).length;
  await take({ name: "owner/tiny" });
  const [, readable] = /It can read (\d+) of the 40 classroom questions/.exec(said) ?? [];
  expect(Number(readable)).toBe(CLASSROOM_QUESTIONS.filter((text) => tokensOf(text) <= 64).length);
  expect(said.match(/\n {2}\S.*\n {4}"/g)).toHaveLength(3);
  expect(said).toContain("of the upper 1 of its 2 blocks");
  expect(await readAdoption(dataDir)).toMatchObject({ name: "owner/tiny", rank: LOW_RANK.rank });
  await take();
  expect(said).toMatch(/plays this model already\.\n$/);
  await expect(take({ name: "owner/other" })).rejects.toThrow("plays this model already, as owner/tiny, and that name");
  expect(await readAdoption(dataDir)).toMatchObject({ name: "owner/tiny" });
});

test("what can't be adopted leaves nothing behind", async () => {
  await mkdir(dataDir);
  await expect(take({ layers: 3 })).rejects.toThrow("--layers must be at most 2, the blocks of the model, not 3");
  const path = join(folder, "model.safetensors");
  const tensors = parseSafetensors(await readFile(path));
  const [name] = Object.keys(tensors);
  tensors[name!]!.values[5] = Number.POSITIVE_INFINITY;
  await writeFile(path, formatSafetensors(tensors));
  await expect(take()).rejects.toThrow(`number 5 of tensor "${name}" is not finite`);
  expect(await readdir(dataDir)).toEqual([]);
});
