import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeFolder } from "../../../../server/ml/model/checkpoint.ts";
import { initialWeights } from "../../../../server/ml/model/initial-weights.ts";
import { POCKET_FOLDER } from "../../../../server/trainer/start/pocket-stages.ts";
import { carriedStages, readStages, stageFiles, stagesAfter } from "../../../../server/trainer/start/reading-stages.ts";
import { READING_STAGES } from "../../../../shared/protocol/lesson.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY } from "../../../support/tiny-model.ts";

let root: ReturnType<typeof temporaryFolder>;
let folder: string;
const weightsAt = (read: number) => initialWeights(TINY, seeded(100 * read));
beforeAll(async () => {
  root = temporaryFolder();
  folder = join(root.path, "model");
  const stages = READING_STAGES.slice(1).map((read) => ({ read, words: 1_000 * read, weights: weightsAt(read) }));
  await writeFolder(folder, stageFiles(5, stages));
});
afterAll(() => root.remove());

test("stages come back in their order, in half precision, the first drawn from the seed", async () => {
  const { stages, demonstrations } = await readStages(folder, TINY);
  expect(demonstrations).toBe(0);
  expect(stages.map(({ read, words }) => [read, words])).toEqual(READING_STAGES.map((read) => [read, 1_000 * read]));
  expect(stages[0]!.weights).toEqual(initialWeights(TINY, seeded(5)));
  const name = "model.embed_tokens.weight";
  const [stored, exact] = [stages[2]!.weights[name]!.values, weightsAt(0.1)[name]!.values];
  expect(stored).toEqual(new Float32Array(new Float16Array(exact)));
});

test("fine-tuning carries them along with its count of demonstrations; a folder without stages has none to carry", async () => {
  const tuned = join(root.path, "tuned");
  await writeFolder(tuned, await carriedStages(folder, 320));
  const { stages, demonstrations } = await readStages(tuned, TINY);
  expect(demonstrations).toBe(320);
  expect(stages).toEqual((await readStages(folder, TINY)).stages);
  expect(await carriedStages(root.path, 320)).toEqual({});
});

test("a folder without stages, or with a damaged record, is named", async () => {
  await expect(readStages(root.path, TINY)).rejects.toThrow(`${root.path} has no stages.json`);
  const damaged = join(root.path, "damaged");
  await writeFolder(damaged, await carriedStages(folder, 1));
  writeFileSync(join(damaged, "stages.json"), '{"seed": 1}');
  await expect(readStages(damaged, TINY)).rejects.toThrow(`${damaged}: stages.json is damaged`);
});

test("stages end at their share of the steps, at the first one at least", () => {
  const ends = (steps: number) =>
    Array.from({ length: steps }, (_, i) => stagesAfter(i + 1, steps).map((read) => [i + 1, read])).flat();
  expect(ends(8_000)).toEqual([
    [80, 0.01],
    [800, 0.1],
    [8_000, 1],
  ]);
  expect(ends(3).map(([, read]) => read)).toEqual([0.01, 0.1, 1]);
});

test("the pocket model with its stages takes less than 10 MB of the repository", () => {
  const files = readdirSync(POCKET_FOLDER).map((file) => join(POCKET_FOLDER, file));
  expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(10 * 1024 * 1024);
  expect(JSON.parse(readFileSync(join(POCKET_FOLDER, "stages.json"), "utf8"))).toMatchObject({ seed: 1 });
});
