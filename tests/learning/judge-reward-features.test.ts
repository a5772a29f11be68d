import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, openEngine } from "../../server/ml/engine/engine.ts";
import { rewardFeatureCount } from "../../server/ml/judge/reward-features.ts";
import { openReferenceModel } from "../../server/ml/training/reference-model.ts";
import { seeded } from "../../shared/random/seeded.ts";
import { plainLogProbs } from "../support/plain-llama.ts";
import { TINY, TINY_SHAPE, tinyTokens, tinyWeights } from "../support/tiny-model.ts";

const random = seeded(17);
const sequences = [2, 4, 7, 12].map((length) => ({
  prompt: tinyTokens(3, random),
  response: [...tinyTokens(length - 1, random), TINY_SHAPE.eosId],
}));
const TAGS = [[9, 4, 30], [5], [60, 8]];
const SCALARS = 4;

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine("onnx");
});
afterAll(() => expect(tf.memory().numTensors).toBe(0));

async function read(config: typeof TINY) {
  const reference = openReferenceModel(engine, config, tinyWeights(61), TINY_SHAPE);
  const readings = await reference.read(sequences);
  await reference.dispose();
  return readings.map(({ features }) => features);
}

test("tags are read as the model would say them behind <eos>, in shares of their category", async () => {
  const config = { ...TINY, tagIds: TAGS };
  const weights = tinyWeights(61);
  for (const [i, features] of (await read(config)).entries()) {
    expect(features).toHaveLength(rewardFeatureCount(config));
    const { prompt, response } = sequences[i]!;
    const said = (id: number) => plainLogProbs(TINY, weights, { prompt, response: [...response, id] }).at(-1)!;
    const expected = TAGS.flatMap((ids) => {
      const chances = ids.map((id) => Math.exp(said(id)));
      const total = chances.reduce((a, b) => a + b, 0);
      return chances.map((chance) => chance / total);
    });
    const shares = features.slice(-SCALARS - TAGS.flat().length, -SCALARS);
    for (const [j, share] of shares.entries()) expect(share).toBeCloseTo(expected[j]!, 4);
  }
});

test("a model without tags has the other features, which are the same", async () => {
  const [plain, tagged] = [await read(TINY), await read({ ...TINY, tagIds: TAGS })];
  for (const [i, features] of plain.entries()) {
    expect(features).toHaveLength(rewardFeatureCount(TINY));
    expect([...features.slice(0, -SCALARS)]).toEqual([...tagged[i]!.slice(0, features.length - SCALARS)]);
    expect([...features.slice(-SCALARS)]).toEqual([...tagged[i]!.slice(-SCALARS)]);
    expect(features.at(-SCALARS)).toBe(sequences[i]!.response.length);
  }
});
