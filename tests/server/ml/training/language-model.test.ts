import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../../../server/ml/engine/engine.ts";
import type { Sequence } from "../../../../server/ml/model/batch-layout.ts";
import { type LanguageModel, openLanguageModel } from "../../../../server/ml/training/language-model.ts";
import { learningRateAt, trainLanguageModel } from "../../../../server/ml/training/train-language-model.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { openTestEngine } from "../../../support/engine-under-test.ts";
import { plainLogProbs } from "../../../support/plain-llama.ts";
import { TINY, TINY_SHAPE, tinyTokens, tinyWeights } from "../../../support/tiny-model.ts";

let engine: Engine;
let model: LanguageModel;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterEach(() => model.dispose());

const random = seeded(4);
const sequences: Sequence[] = [3, 12, 4, 8, 1, 11, 2, 5, 7, 9, 6].map((length, i) => ({
  prompt: tinyTokens(1 + (i % 5), random),
  response: [...tinyTokens(length - 1, random), TINY_SHAPE.eosId],
}));
const batch = sequences.slice(0, 8);
const open = () => {
  model = openLanguageModel(engine, TINY, tinyWeights(41), TINY_SHAPE);
  return model;
};

describe("maximum likelihood", () => {
  test("the loss is nats a response token, however sequences fall into batches and lengths", async () => {
    const all = sequences.flatMap((one) => plainLogProbs(TINY, tinyWeights(41), one));
    const expected = -all.reduce((a, b) => a + b, 0) / all.length;
    expect(await open().evaluate(sequences)).toBeCloseTo(expected, 4);
    expect(await model.evaluate(sequences.toReversed())).toBeCloseTo(expected, 4);
  });

  test("overfits one batch, starting from the loss that an evaluation gives", async () => {
    const before = await open().evaluate(batch);
    const losses: number[] = [];
    for (let i = 0; i < 150; i++) losses.push((await model.step(batch, 1e-2)).loss);
    expect(losses[0]).toBeCloseTo(before, 4);
    expect(losses.at(-1)).toBeLessThan(0.02);
    expect(await model.evaluate(batch)).toBeLessThan(0.02);
  });

  test("teaches the last state to tell what is asked of it, and nothing of the token that follows it", async () => {
    const questions = 2;
    model = openLanguageModel(engine, TINY, tinyWeights(41), { ...TINY_SHAPE, questions });
    const placeholder = 7;
    const asked = (word: number): Sequence => ({
      prompt: [4, 8],
      response: [word, TINY_SHAPE.eosId, placeholder],
      weights: [1, 1, 0],
      endings: [new Map([[word, 1]]), new Map([[word === 9 ? 5 : 6, 1]])],
    });
    const plain = batch.slice(0, 2); // sequences without endings in the same batch
    const taught = [asked(9), asked(10), ...plain];
    const { loss: before } = await model.step(taught, 0);
    for (let i = 0; i < 150; i++) await model.step(taught, 1e-2);
    const { loss: after } = await model.step(taught, 0);
    // Either of two first words is right once in two, which costs 2 log 2 of all that is weighed.
    expect(before).toBeGreaterThan(2);
    expect(after).toBeLessThan(0.15);
    expect(Object.keys(model.weights())).toEqual(Object.keys(tinyWeights(41)));
    expect(await model.evaluate(plain)).toBeLessThan(0.05);
  });

  test("learns nothing at a learning rate of 0, and its weights are copies", async () => {
    await open().step(batch, 0);
    const weights = model.weights();
    expect(weights).toEqual(tinyWeights(41));
    weights["model.norm.weight"]!.values.fill(0);
    expect(model.weights()).toEqual(tinyWeights(41));
  });

  test("a response that no window holds is refused with the lengths", async () => {
    const long = { prompt: [5], response: tinyTokens(13, random) };
    await expect(open().step([long], 1e-3)).rejects.toThrow("a response of 13 tokens is longer than 12");
  });
});

describe("a training plan", () => {
  test("runs to its end, measuring held-out texts now and then", async () => {
    const seen: (number | null)[] = [];
    const plan = { steps: 102, warmup: 5, peak: 5e-3, batch: () => batch, heldOut: sequences.slice(8) };
    const loss = await trainLanguageModel(open(), { ...plan, onStep: ({ heldOutLoss }) => seen.push(heldOutLoss) });
    expect(seen).toHaveLength(102);
    expect(seen.flatMap((value, i) => (value === null ? [] : i + 1))).toEqual([100, 102]);
    expect(seen.at(-1)).toBe(loss);
    expect(loss).toBeGreaterThan(await model.evaluate(batch));
  });

  test("stops with advice when the loss is no number any more", async () => {
    const plan = { steps: 5, warmup: 1, peak: Number.NaN, batch: () => batch, heldOut: batch, onStep: () => {} };
    await expect(trainLanguageModel(open(), plan)).rejects.toThrow(
      /step 2: the loss is NaN; try a lower learning rate/,
    );
  });

  test("warms up, then falls along a cosine to a tenth", () => {
    open();
    const schedule = { steps: 110, warmup: 10, peak: 2 };
    const rates = [0, 4, 9, 10, 60, 110, 500].map((step) => learningRateAt(step, schedule));
    for (const [i, rate] of [0.2, 1, 2, 2, 1.1, 0.2, 0.2].entries()) expect(rates[i]).toBeCloseTo(rate, 10);
  });
});
