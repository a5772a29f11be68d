import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { writeRandomLlama } from "../../../../server/experiments/bench/random-llama.ts";
import { openEngine } from "../../../../server/ml/engine/engine.ts";
import { freshAdapter } from "../../../../server/ml/model/low-rank-adapter.ts";
import { openLearner } from "../../../../server/trainer/learner.ts";
import { fingerprint, storeAdoption } from "../../../../server/trainer/start/adoption.ts";
import { openArenaModel } from "../../../../server/trainer/start/arena-model.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { type AnsweringServer, answeringServer } from "../../../support/answering-server.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY } from "../../../support/tiny-model.ts";

const CONFIG = { ...TINY, vocabSize: 300, context: 2_048 };
const LOW_RANK = { rank: 2, alpha: 4, targets: ["q_proj"] as const };

let root: ReturnType<typeof temporaryFolder>;
let folder: string;
let server: AnsweringServer;
beforeAll(async () => {
  root = temporaryFolder();
  folder = join(root.path, "model");
  await writeRandomLlama(folder, CONFIG, seeded(1));
});
afterAll(() => root.remove());
let answers = 0;
beforeEach(async () => {
  server = await answeringServer(() => [20 + (answers++ % 40), 30, 40]);
});
afterEach(() => server.stop());

const open = () =>
  openArenaModel({
    ...{ dataDir: root.path, trainerThreads: null, dealing: { bestOf: null, keep: null } },
    answerServer: { url: server.url, model: null, apiKey: null },
  });
const adopt = async (temperature: number) =>
  storeAdoption(folder, root.path, { sha256: await fingerprint(folder), ...LOW_RANK, name: "model", temperature });

test("without an adopted model, or with one that answers at another temperature, it is said what to do", async () => {
  await expect(open()).rejects.toThrow("ANSWER_SERVER_URL is set, and no model was adopted");
  await adopt(0.6);
  await expect(open()).rejects.toThrow("was adopted to answer at temperature 0.6");
});

test("a learner draws, reads and learns from votes without any of the model's weights, and takes up an adapter", async () => {
  await adopt(1);
  const { start, tokenizer, shape, prompts, learning } = await open();
  expect(start.weights).toEqual({});
  const texts = prompts.map(({ text }) => text);
  const engine = await openEngine("onnx");
  const learner = await openLearner({ engine, start, tokenizer, prompts: texts, shape, seed: 1, ...learning });
  const random = seeded(1);
  const sampled = await learner.sample(texts.slice(0, 2), random);
  expect(sampled.map(({ response }) => response.slice(1))).toEqual([
    [30, 40],
    [30, 40],
  ]);
  const comparison = (id: number, a: number, b: number, label: number) => ({
    ...{ id, promptId: "1", prompt: texts[0]!, criterion: "overall" as const, label, bothBad: 0, ballots: [] },
    ...{ a: [a, 30, 40], b: [b, 30, 40] },
  });
  await learner.observe([comparison(1, 20, 21, 1), comparison(2, 22, 23, 0), comparison(3, 24, 25, 1)]);
  expect(learner.fitReward()).not.toBeNull();
  const adapter = freshAdapter(CONFIG, LOW_RANK, random);
  for (const { values } of Object.values(adapter)) for (let i = 0; i < values.length; i++) values[i] = random();
  await learner.adopt(adapter);
  const [name] = server.loaded.keys();
  await learner.sample(texts.slice(0, 1), random);
  expect(server.asked.at(-1)!.body).toMatchObject({ model: name, temperature: 1 });
  await learner.dispose();
  expect(server.loaded.size).toBe(0);
});
