import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PPO } from "../../../../server/methods/ppo/ppo.ts";
import { type Engine, openEngine } from "../../../../server/ml/engine/engine.ts";
import type { Generated } from "../../../../server/ml/model/generator.ts";
import { openGenerators } from "../../../../server/ml/model/generators.ts";
import {
  adapterShapes,
  freshAdapter,
  type LowRank,
  layerOf,
  mergeAdapter,
  TARGETS,
} from "../../../../server/ml/model/low-rank-adapter.ts";
import type { NamedTensors } from "../../../../server/ml/model/safetensors.ts";
import { openDpo } from "../../../../server/ml/training/dpo.ts";
import { aboveTrunk, type FrozenTrunk, openFrozenTrunk } from "../../../../server/ml/training/frozen-trunk.ts";
import { referPairs } from "../../../../server/ml/training/preference-pair.ts";
import { openReferenceModel } from "../../../../server/ml/training/reference-model.ts";
import { adapterOn, type Trainable } from "../../../../server/ml/training/trainable.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { countedEngine } from "../../../support/counted-engine.ts";
import { plainLogProbs } from "../../../support/plain-llama.ts";
import { TINY, TINY_SHAPE, tinyTokens, tinyWeights } from "../../../support/tiny-model.ts";

const config = { ...TINY, layers: 3 };
const weights = tinyWeights(71, config);
const UPPER: LowRank = { rank: 3, alpha: 6, targets: TARGETS, firstLayer: 2 };
const whole = adapterOn({ config, weights }, UPPER, 1);
const draws = seeded(5);
const sequences = [3, 6, 1, 4].map((length) => ({
  prompt: tinyTokens(length, draws),
  response: tinyTokens(2 + length, draws),
}));

/** An adapter in mid-training: nothing in it is zero. */
function movedAdapter(): NamedTensors {
  const random = seeded(2);
  const fresh = Object.entries(freshAdapter(config, UPPER, random));
  return Object.fromEntries(
    fresh.map(([name, { shape, values }]) => [name, { shape, values: values.map(() => 0.6 * (random() - 0.5)) }]),
  );
}

let engine: Engine;
let trunk: FrozenTrunk;
let above: Trainable;
beforeAll(async () => {
  engine = await openEngine("onnx");
  trunk = openFrozenTrunk(engine, config, whole, 2, TINY_SHAPE);
  above = aboveTrunk(whole, trunk);
});
afterAll(() => trunk.dispose());

function expectNear(found: Iterable<number>, expected: Iterable<number>): void {
  const [left, right] = [[...found], [...expected]];
  expect(left).toHaveLength(right.length);
  for (const [i, value] of right.entries()) expect(Math.abs(left[i]! - value)).toBeLessThan(2e-4);
}

/** Answers of the model with the adapter, to prompts of which some are the same. */
async function answers(change: { readonly promptRows?: number; readonly trunkLayers?: number }): Promise<Generated[]> {
  const shape = { ...TINY_SHAPE, rows: 4, responseWindow: 8, promptWindows: [3, 6], ...change };
  const generator = await openGenerators(engine, config, { ...whole.frozen, ...movedAdapter() }, shape, whole.hold);
  const asked = [[5, 6], [5, 6], [7], [5, 6], [4, 5, 6, 7, 8, 9], [10]];
  const generated = await generator.generate(asked, { random: seeded(3) });
  await generator.dispose();
  return generated;
}

test("an adapter to the upper blocks has no tensor of a lower one", () => {
  const names = Object.keys(adapterShapes(config, UPPER));
  expect(names).toHaveLength(2 * TARGETS.length);
  expect(names.map(layerOf).every((layer) => layer === 2)).toBe(true);
});

describe("answers", () => {
  test("bring the states of their frozen blocks, of every token", async () => {
    const generated = await answers({ trunkLayers: 2 });
    const anew = await trunk.of(generated.map(({ prompt, response }) => ({ prompt, response })));
    for (const [i, one] of generated.entries()) {
      expect(one.trunk).toHaveLength((one.prompt.length + one.response.length) * config.hiddenSize);
      expectNear(one.trunk!, anew[i]!);
    }
    expect(await trunk.of(generated)).toEqual(generated.map((one) => one.trunk));
  });

  test("are the same where each prompt is read once, however often it is asked", async () => {
    const [each, once] = [await answers({}), await answers({ promptRows: 1 })];
    expect(once.map(({ response }) => response)).toEqual(each.map(({ response }) => response));
    const merged = mergeAdapter(config, weights, movedAdapter(), UPPER);
    for (const one of once) expectNear(one.logProbs, plainLogProbs(config, merged, one));
    expect(each[0]).not.toHaveProperty("trunk");
  });
});

test("the reference reads the same above the trunk as from the tokens on", async () => {
  const full = openReferenceModel(engine, config, whole.frozen, TINY_SHAPE, whole.hold);
  const upper = openReferenceModel(engine, config, above.frozen, TINY_SHAPE, above.hold, trunk);
  const [expected, found] = [await full.read(sequences), await upper.read(sequences)];
  for (const [i, { refLogProbs, features }] of found.entries()) {
    expectNear(refLogProbs, expected[i]!.refLogProbs);
    // All but the last: the likeness of prompt and answer in the middle of the model, which is below the trunk's end.
    expectNear(features.slice(0, -1), expected[i]!.features.slice(0, -1));
  }
  expect(Object.keys(above.frozen).map(layerOf)).not.toContain(1);
  await full.dispose();
  await upper.dispose();
});

test("training moves the adapter above the trunk as it does from the tokens on", async () => {
  const reference = openReferenceModel(engine, config, whole.frozen, TINY_SHAPE, whole.hold);
  const [a, b, c, d] = sequences as [(typeof sequences)[0], ...typeof sequences];
  const pairs = await referPairs(reference, [
    { chosen: a, rejected: b!, share: 1 },
    { chosen: d!, rejected: c!, share: 0.8 },
  ]);
  await reference.dispose();
  const moved = async (trainable: Trainable) => {
    const settings = { objective: { loss: "sigmoid", labelNoise: 0 }, optimizer: PPO.optimizer } as const;
    const trainer = openDpo(engine, config, movedAdapter(), TINY_SHAPE, settings, trainable);
    const figures = [await trainer.step(pairs, 0.2, 1e-2), await trainer.evaluate(pairs, 0.2)];
    const { t: _, ...state } = trainer.snapshot();
    await trainer.dispose();
    return { figures, state };
  };
  const [expected, found] = [await moved(whole), await moved(above)];
  for (const [i, figures] of expected.figures.entries())
    for (const [name, value] of Object.entries(figures)) expect(found.figures[i]![name], name).toBeCloseTo(value, 3);
  // The first moment after one step is the clipped gradient times 1 - beta1.
  for (const [name, values] of Object.entries(expected.state).filter(([key]) => key.startsWith("m:"))) {
    expect(Math.max(...values.map(Math.abs)), name).toBeGreaterThan(1e-6);
    for (const [i, value] of values.entries()) expect(found.state[name]![i], name).toBeCloseTo(value, 5);
  }
});

test("a trunk without blocks, or without any above it, is refused", () => {
  expect(() => openFrozenTrunk(engine, config, whole, 0, TINY_SHAPE)).toThrow(/0 of 3 blocks/);
  expect(() => openFrozenTrunk(engine, config, whole, 3, TINY_SHAPE)).toThrow(/3 of 3 blocks/);
});

test("texts of any lengths leave no more graphs open than are kept", async () => {
  const counted = countedEngine(engine);
  const shape = { ...TINY_SHAPE, promptWindows: [2, 3, 4, 5, 6], windows: [4, 8, 12], graphs: 2 };
  const lower = openFrozenTrunk(counted, config, whole, 2, shape);
  const upper = aboveTrunk(whole, lower);
  const reference = openReferenceModel(counted, config, upper.frozen, shape, upper.hold, lower);
  const settings = { objective: { loss: "sigmoid", labelNoise: 0 }, optimizer: PPO.optimizer } as const;
  const trainer = openDpo(counted, config, movedAdapter(), shape, settings, upper);
  const generatorShape = { ...shape, rows: 2, responseWindow: 4, trunkLayers: 2, promptRows: 1 };
  const all = { ...whole.frozen, ...movedAdapter() };
  let generator = await openGenerators(counted, config, all, generatorShape, whole.hold);
  for (const [prompt, response] of [
    [2, 3],
    [6, 12],
    [4, 7],
    [3, 4],
    [5, 11],
    [6, 12],
  ] as const) {
    const one = () => ({ prompt: tinyTokens(prompt, draws), response: tinyTokens(response, draws) });
    const [pair] = await referPairs(reference, [{ chosen: one(), rejected: one(), share: 1 }]);
    await trainer.step([pair!], 0.2, 1e-2);
    await generator.generate([pair!.chosen.prompt], { random: seeded(1) });
    const renewed = await generator.withWeights({ ...whole.frozen, ...trainer.weights() });
    await generator.dispose();
    generator = renewed;
  }
  // Two each of: trunk, reference, step, prompts, and decoding.
  expect(counted.most).toBe(10);
  await generator.dispose();
  await trainer.dispose();
  await reference.dispose();
  await lower.dispose();
  expect(counted.open).toBe(0);
});
