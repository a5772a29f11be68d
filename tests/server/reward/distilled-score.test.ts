import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSequenceClassifier } from "../../../server/ml/model/checkpoint.ts";
import { parseSafetensors } from "../../../server/ml/model/safetensors.ts";
import { openReferenceModel } from "../../../server/ml/training/reference-model.ts";
import { distilScore, rankAgreement } from "../../../server/reward/distilled-score.ts";
import { lastStateOf } from "../../../server/reward/reward-features.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { openTestEngine } from "../../support/engine-under-test.ts";
import { plainStates } from "../../support/plain-llama.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { TINY, TINY_SHAPE, tinyTokens, tinyWeights } from "../../support/tiny-model.ts";

const POCKET = join(import.meta.dirname, "../../../server/world/pocket-model");
let folder = { path: "", remove: () => {} };
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

test("what a classifier's folder holds gives, read as transformers does, the scores of the head on our states", async () => {
  const weights = tinyWeights(1);
  const random = seeded(2);
  const sequences = Array.from({ length: 12 }, (_, i) => ({
    prompt: tinyTokens(2 + (i % 5), random),
    response: [...tinyTokens(1 + (i % 9), random), TINY_SHAPE.eosId],
  }));
  const reference = openReferenceModel(await openTestEngine(), TINY, weights, TINY_SHAPE);
  const readings = await reference.read(sequences);
  await reference.dispose();
  const states = readings.map(({ features }) => lastStateOf(TINY, features));
  const wanted = states.map(() => random());
  const head = distilScore(states, wanted);
  const path = join(folder.path, "reward");
  await writeSequenceClassifier(path, { config: TINY, weights }, head, POCKET, { "README.md": "card" });

  const json = JSON.parse(readFileSync(join(path, "config.json"), "utf8"));
  expect(json).toMatchObject({
    architectures: ["LlamaForSequenceClassification"],
    model_type: "llama",
    id2label: { 0: "reward" },
    label2id: { reward: 0 },
    pad_token_id: TINY_SHAPE.padId,
  });
  const stored = parseSafetensors(readFileSync(join(path, "model.safetensors")));
  expect(Object.keys(stored).filter((name) => !name.startsWith("model."))).toEqual(["score.weight"]);
  const score = stored["score.weight"]!;
  expect(score.shape).toEqual([1, TINY.hiddenSize]);
  for (const [i, { prompt, response }] of sequences.entries()) {
    const padded = [...prompt, ...response, TINY_SHAPE.padId, TINY_SHAPE.padId];
    const last = padded.findLastIndex((id) => id !== json.pad_token_id);
    const state = plainStates(TINY, stored, padded.slice(0, last + 1)).at(-1)!;
    const read = state.reduce((sum, x, k) => sum + x * score.values[k]!, 0);
    expect(read).toBeCloseTo(
      states[i]!.reduce((sum, x, k) => sum + x * head[k]!, 0),
      3,
    );
  }
});

test("scores that are linear in the last state are distilled up to a constant", () => {
  const random = seeded(3);
  const states = Array.from({ length: 300 }, () => Float32Array.from({ length: 6 }, () => 4 * random()));
  const truth = [1, -2, 0.5, 0, 3, -1];
  const scores = states.map((state) => 7 + state.reduce((sum, x, i) => sum + x * truth[i]!, 0));
  const head = distilScore(states, scores);
  for (const [i, weight] of truth.entries()) expect(head[i]).toBeCloseTo(weight, 1);
});

test("agreement compares answers to one prompt alone, and ranks over all", () => {
  const groups = ["p", "p", "q", "q"];
  expect(rankAgreement([1, 2, 3, 4], [10, 20, 30, 40], groups)).toEqual({
    correlation: expect.closeTo(1, 12),
    pairwise: 1,
    pairs: 2,
  });
  expect(rankAgreement([1, 2, 3, 4], [20, 10, 30, 40], groups)).toEqual({
    correlation: expect.closeTo(0.8, 12),
    pairwise: 0.5,
    pairs: 2,
  });
  expect(rankAgreement([1, 1, 3, 4], [10, 20, 30, 40], groups).pairs).toBe(1);
});
