import * as tf from "@tensorflow/tfjs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PPO } from "../../../../server/methods/ppo/ppo.ts";
import type { Engine } from "../../../../server/ml/engine/engine.ts";
import type { DpoObjective } from "../../../../server/ml/objectives/dpo-loss.ts";
import { type DpoTrainer, openDpo } from "../../../../server/ml/training/dpo.ts";
import { type PreferencePair, type ReferredPair, referPairs } from "../../../../server/ml/training/preference-pair.ts";
import { openReferenceModel, type ReferenceModel } from "../../../../server/ml/training/reference-model.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { DEVICE, openTestEngine } from "../../../support/engine-under-test.ts";
import { plainLogProbs } from "../../../support/plain-llama.ts";
import { TINY, TINY_SHAPE, tinyTokens, tinyWeights } from "../../../support/tiny-model.ts";

const random = seeded(9);
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
const answer = (prompt: readonly number[], length: number) => ({
  prompt,
  response: [...tinyTokens(length - 1, random), TINY_SHAPE.eosId],
});
const pairs: PreferencePair[] = [3, 12, 8, 5, 2, 10].map((length, i) => {
  const prompt = tinyTokens(2 + (i % 4), random);
  return { chosen: answer(prompt, length), rejected: answer(prompt, 2 + ((3 * length) % 10)), share: 1 };
});

let engine: Engine;
let reference: ReferenceModel;
let referred: ReferredPair[];
let dpo: DpoTrainer;
beforeAll(async () => {
  engine = await openTestEngine();
  reference = openReferenceModel(engine, TINY, tinyWeights(51), TINY_SHAPE);
  referred = await referPairs(reference, pairs);
});
const open = (objective: DpoObjective = { loss: "sigmoid", labelNoise: 0 }) =>
  openDpo(engine, TINY, tinyWeights(51), TINY_SHAPE, { objective, optimizer: PPO.optimizer });
beforeEach(() => {
  dpo = open();
});
afterEach(() => dpo.dispose());
afterAll(async () => {
  await reference.dispose();
  expect(tf.memory().numTensors).toBe(0);
});
const BATCH = TINY_SHAPE.rows / 2;

test("pairs carry the log-probability of each whole answer under the reference", () => {
  for (const { chosen, rejected, refChosen, refRejected } of referred) {
    expect(refChosen).toBeCloseTo(sum(plainLogProbs(TINY, tinyWeights(51), chosen)), 2);
    expect(refRejected).toBeCloseTo(sum(plainLogProbs(TINY, tinyWeights(51), rejected)), 2);
  }
});

describe("before anything has moved", () => {
  test("rewards are 0, the loss is log 2, and log-probabilities are the reference's", async () => {
    const stats = await dpo.evaluate(referred, 0.2);
    expect(stats.loss).toBeCloseTo(Math.log(2), 4);
    expect(stats["rewards/chosen"]).toBeCloseTo(0, 3);
    expect(stats["rewards/margins"]).toBeCloseTo(0, 3);
    expect(stats["logps/chosen"]).toBeCloseTo(sum(referred.map((pair) => pair.refChosen)) / referred.length, 2);
    expect(stats["logps/rejected"]).toBeCloseTo(sum(referred.map((pair) => pair.refRejected)) / referred.length, 2);
  });

  test("a step at a learning rate of 0 says the same and changes nothing", async () => {
    const before = dpo.weights();
    const batch = referred.slice(0, BATCH);
    const [stats, evaluated] = [await dpo.step(batch, 0.2, 0), await dpo.evaluate(batch, 0.2)];
    for (const [name, value] of Object.entries(evaluated)) expect(stats[name]).toBeCloseTo(value, 4);
    expect(stats.gradNorm).toBeGreaterThan(0);
    expect(dpo.weights()).toEqual(before);
  });
});

test("a step moves every weight of the policy and nothing of the reference", async () => {
  const before = dpo.weights();
  await dpo.step(referred.slice(0, BATCH), 0.2, 1e-3);
  for (const [name, { values }] of Object.entries(dpo.weights()))
    expect(Math.max(...values.map((value, i) => Math.abs(value - before[name]!.values[i]!)))).toBeGreaterThan(1e-5);
  expect(await referPairs(reference, pairs)).toEqual(referred);
});

describe.each<DpoObjective>([
  { loss: "sigmoid", labelNoise: 0 },
  { loss: "robust", labelNoise: 0.1 },
  { loss: "ipo", labelNoise: 0 },
])("$loss", (objective) => {
  test("overfits one batch: every preferred answer gains on its rival", async () => {
    const trainer = open(objective);
    const batch = referred.slice(0, BATCH);
    const first = await trainer.step(batch, 0.2, 3e-3);
    for (let i = 0; i < 40; i++) await trainer.step(batch, 0.2, 3e-3);
    const last = await trainer.evaluate(batch, 0.2);
    expect(last["rewards/accuracies"]).toBe(1);
    expect(last["rewards/margins"]).toBeGreaterThan(first["rewards/margins"]! + 0.3);
    expect(last.loss).toBeLessThan(0.3 * first.loss!);
    await trainer.dispose();
  });
});

test("a soft label is where the policy comes to rest: sigmoid(beta h) is the share of the verdicts", async () => {
  const soft = referred.slice(0, 1).map((pair) => ({ ...pair, share: 0.7 }));
  for (let i = 0; i < 120; i++) await dpo.step(soft, 0.2, 1e-3 * (1 - i / 125));
  const margin = (await dpo.evaluate(soft, 0.2))["rewards/margins"]!;
  expect(1 / (1 + Math.exp(-margin))).toBeCloseTo(0.7, 1);
});

test("figures don't depend on how pairs fall into batches, and accuracy is of decided pairs", async () => {
  for (let i = 0; i < 3; i++) await dpo.step(referred.slice(0, BATCH), 0.2, 1e-3);
  const undecided = referred.map((pair, i) => (i < 3 ? { ...pair, share: 0.5 } : pair));
  const [one, other] = [await dpo.evaluate(undecided, 0.2), await dpo.evaluate(undecided.toReversed(), 0.2)];
  for (const [name, value] of Object.entries(one)) expect(other[name]).toBeCloseTo(value, 4);
  const each = await Promise.all(referred.slice(3).map((pair) => dpo.evaluate([pair], 0.2)));
  expect(one["rewards/accuracies"]).toBeCloseTo(sum(each.map((stats) => stats["rewards/accuracies"]!)) / 3, 5);
});

// A GPU adds up the gradients of repeated tokens in any order.
test.skipIf(DEVICE !== "cpu")("a snapshot goes on as the original did, bit for bit", async () => {
  const batch = referred.slice(0, BATCH);
  await dpo.step(batch, 0.2, 1e-3);
  const snapshot = dpo.snapshot();
  await dpo.step(batch, 0.2, 1e-3);
  const other = open();
  other.restore(snapshot);
  await other.step(batch, 0.2, 1e-3);
  expect(other.snapshot()).toEqual(dpo.snapshot());
  await other.dispose();
});

test("an odd number of rows is refused", () => {
  const settings = { objective: { loss: "sigmoid", labelNoise: 0 }, optimizer: PPO.optimizer } as const;
  expect(() => openDpo(engine, TINY, tinyWeights(51), { ...TINY_SHAPE, rows: 7 }, settings)).toThrow(
    "7 rows are no whole number of pairs",
  );
});
