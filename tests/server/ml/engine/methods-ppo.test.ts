import * as tf from "@tensorflow/tfjs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Engine, openEngine } from "../../../../server/ml/engine/engine.ts";
import type { NamedTensors } from "../../../../server/ml/model/safetensors.ts";
import { nextKlCoefficient } from "../../../../server/ml/objectives/token-rewards.ts";
import { DEVICE, openTestEngine } from "../../../support/engine-under-test.ts";
import { plainLogProbs } from "../../../support/plain-llama.ts";
import { TINY, TINY_SHAPE, tinyWeights } from "../../../support/tiny-model.ts";
import { openTinyPpo, TINY_PPO, type TinyPpo } from "../../../support/tiny-ppo.ts";

/** The planted taste: responses of the first quarter of the vocabulary. */
const shareOfLiked = (response: readonly number[]) => response.filter((id) => id < 16).length / response.length;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

let engine: Engine;
let ppo: TinyPpo;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(() => expect(tf.memory().numTensors).toBe(0));
beforeEach(async () => {
  ppo = await openTinyPpo(engine, (response) => 6 * shareOfLiked(response));
});
afterEach(() => ppo.dispose());

const largestMove = (from: NamedTensors, to: NamedTensors) =>
  Object.entries(from).map(([name, { values }]) => {
    const moved = to[name]!.values;
    return Math.max(...values.map((value, i) => Math.abs(value - moved[i]!)));
  });

describe("one iteration", () => {
  test("moves every weight of the policy and none of the reference", async () => {
    const before = ppo.policy.weights();
    await ppo.iterate();
    const probe = ppo.generated.slice(0, 6);
    for (const move of largestMove(before, ppo.policy.weights())) expect(move).toBeGreaterThan(1e-5);
    const [readings, own] = [await ppo.reference.read(probe), await ppo.policy.read(probe)];
    for (const [i, one] of probe.entries()) {
      for (const [t, logProb] of plainLogProbs(TINY, tinyWeights(31), one).entries())
        expect(readings[i]!.refLogProbs[t]).toBeCloseTo(logProb, 3);
      expect([...own[i]!.logProbs]).not.toEqual([...readings[i]!.refLogProbs]);
    }
  });

  test("begins with a ratio of exactly 1: the policy that is trained is the one that spoke", async () => {
    for (let i = 0; i < 2; i++) {
      const { metrics } = await ppo.iterate();
      expect(metrics["val/ratio_first"]).toBeCloseTo(1, 6);
      expect(metrics.updates).toBeGreaterThan(1);
    }
  });

  test("reports no KL and no penalty before anything has moved, and the rewards that were given", async () => {
    const { metrics } = await ppo.iterate();
    expect(metrics["objective/kl"]).toBeCloseTo(0, 4);
    const given = ppo.generated.map(({ response }) => {
      const score = Math.min(TINY_PPO.scoreClip, 6 * shareOfLiked(response));
      return score - (response.at(-1) === TINY_SHAPE.eosId ? 0 : TINY_PPO.missingEosPenalty);
    });
    expect(metrics["objective/scores"]).toBeCloseTo(mean(given), 4);
    expect(metrics["val/num_eos_tokens"]).toBe(given.filter((_, i) => ppo.generated[i]!.response.at(-1) === 3).length);
    expect(metrics.response_tokens).toBeCloseTo(mean(ppo.generated.map(({ response }) => response.length)), 4);
  });

  test("moves the policy as much less as its reward is trusted less", async () => {
    const settings = { ...TINY_PPO, stopKl: 1e9 };
    const first = ppo.policy.weights();
    await ppo.iterate({ settings, trust: 0.1 });
    const distrusting = Math.max(...largestMove(first, ppo.policy.weights()));
    const second = ppo.policy.weights();
    await ppo.iterate({ settings });
    expect(distrusting).toBeGreaterThan(0);
    expect(distrusting).toBeLessThan(0.2 * Math.max(...largestMove(second, ppo.policy.weights())));
  });

  test("takes the penalty for a missing end off the score, and clips scores", async () => {
    const settings = { ...TINY_PPO, missingEosPenalty: 3, scoreClip: 0.5 };
    const { metrics } = await ppo.iterate({ settings, reward: (readings) => readings.map(() => 100) });
    const unended = ppo.generated.filter(({ response }) => response.at(-1) !== TINY_SHAPE.eosId).length;
    expect(unended).toBeGreaterThan(0);
    expect(unended).toBeLessThan(32);
    expect(metrics["objective/scores"]).toBeCloseTo(0.5 - (3 * unended) / 32, 4);
  });

  test("ends its epochs at the first minibatch that has moved too far", async () => {
    const all = await ppo.iterate({ settings: { ...TINY_PPO, stopKl: 1e9 } });
    expect(all.metrics.updates).toBe((TINY_PPO.epochs * TINY_PPO.batch) / TINY_PPO.minibatch);
    const stopped = await ppo.iterate({ settings: { ...TINY_PPO, stopKl: 1e-4 } });
    expect(stopped.metrics.updates).toBeLessThan(5);
  });
});

test("a planted reward rises, KL with it, and the coefficient follows", async () => {
  const shares: number[] = [];
  let klCoefficient = 0.02;
  let kl = 0;
  for (let i = 0; i < 12; i++) {
    const { metrics } = await ppo.iterate({ klCoefficient });
    shares.push(mean(ppo.generated.map(({ response }) => shareOfLiked(response))));
    kl = metrics["objective/kl"]!;
    const next = nextKlCoefficient(klCoefficient, kl, { target: 0.5, rate: 0.1, min: 0.001, max: 1 });
    expect(Math.sign(next - klCoefficient)).toBe(Math.sign(kl - 0.5));
    klCoefficient = next;
  }
  expect(mean(shares.slice(-2))).toBeGreaterThan(shares[0]! + 0.15);
  expect(kl).toBeGreaterThan(0.5);
});

test("a heavy KL penalty holds the policy back", async () => {
  const free = await openTinyPpo(engine, (response) => 6 * shareOfLiked(response));
  let [held, loose] = [0, 0];
  for (let i = 0; i < 10; i++) {
    held = (await ppo.iterate({ klCoefficient: 2 })).metrics["objective/kl"]!;
    loose = (await free.iterate({ klCoefficient: 0 })).metrics["objective/kl"]!;
  }
  expect(held).toBeLessThan(0.75 * loose);
  await free.dispose();
});

// A GPU adds up the gradients of repeated tokens in any order.
test.skipIf(DEVICE !== "cpu")("a snapshot goes on as the original did, bit for bit", async () => {
  await ppo.iterate();
  const snapshot = ppo.policy.snapshot();
  await ppo.iterate();
  const other = await openTinyPpo(engine, (response) => 6 * shareOfLiked(response));
  await other.policy.restore(snapshot);
  await other.iterate(); // draws of the first iteration, on the restored weights
  await other.policy.restore(snapshot);
  await other.iterate();
  expect(other.generated).toEqual(ppo.generated);
  expect(other.policy.snapshot()).toEqual(ppo.policy.snapshot());
  await other.dispose();
});

test("what a snapshot lacks begins at zero", async () => {
  await ppo.iterate();
  const { "p:value_head.weight": _, ...rest } = ppo.policy.snapshot();
  await ppo.policy.restore(rest);
  const restored = ppo.policy.snapshot();
  expect(restored["p:value_head.weight"]!.every((value) => value === 0)).toBe(true);
  expect(restored["m:model.norm.weight"]).toEqual(rest["m:model.norm.weight"]);
});

test("on WebAssembly the same iteration gives nearly the same, and leaves no tensors behind", async () => {
  const wasm = await openEngine("wasm");
  const settings = { ...TINY_PPO, epochs: 1, learningRate: 1e-3 };
  const slow = await openTinyPpo(wasm, (response) => 6 * shareOfLiked(response));
  const { metrics } = await slow.iterate({ settings });
  const tensors = tf.memory().numTensors;
  const expected = await ppo.iterate({ settings });
  expect(slow.generated.map((one) => one.response)).toEqual(ppo.generated.map((one) => one.response));
  for (const name of ["objective/scores", "loss/policy_avg", "loss/value_avg", "gradNorm", "policy/kl_k3"])
    expect(metrics[name], name).toBeCloseTo(expected.metrics[name]!, 3);
  for (let i = 0; i < 2; i++) {
    await slow.iterate({ settings });
    expect(tf.memory().numTensors).toBe(tensors);
  }
  await slow.dispose();
});
