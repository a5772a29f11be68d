import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Experience, freshPolicyState, openPolicy } from "../../../../server/methods/ppo/policy.ts";
import { type Engine, openEngine } from "../../../../server/ml/engine/engine.ts";
import { writeFolder } from "../../../../server/ml/model/checkpoint.ts";
import type { Generated } from "../../../../server/ml/model/generator.ts";
import { openGenerators } from "../../../../server/ml/model/generators.ts";
import {
  adapterShapes,
  freshAdapter,
  type LowRank,
  mergeAdapter,
  TARGETS,
} from "../../../../server/ml/model/low-rank-adapter.ts";
import { formatPeftAdapter, readPeftAdapter } from "../../../../server/ml/model/peft-adapter.ts";
import { type NamedTensors, parseSafetensors } from "../../../../server/ml/model/safetensors.ts";
import { openReferenceModel } from "../../../../server/ml/training/reference-model.ts";
import { adapterOn } from "../../../../server/ml/training/trainable.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { openTestEngine } from "../../../support/engine-under-test.ts";
import { plainLogProbs } from "../../../support/plain-llama.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY, TINY_SHAPE, tinyTokens, tinyWeights } from "../../../support/tiny-model.ts";
import { openTinyPpo, TINY_PPO } from "../../../support/tiny-ppo.ts";

const LOW_RANK: LowRank = { rank: 3, alpha: 6, targets: TARGETS };
const weights = tinyWeights(61);
const start = { config: TINY, weights };
const trainable = adapterOn(start, LOW_RANK, 1);
const draws = seeded(5);
const sequences = [3, 6, 1, 4].map((length) => ({
  prompt: tinyTokens(length, draws),
  response: tinyTokens(2 + length, draws),
}));

/** An adapter in mid-training: nothing in it is zero. */
function movedAdapter(seed: number): NamedTensors {
  const random = seeded(seed);
  const fresh = Object.entries(freshAdapter(TINY, LOW_RANK, random));
  return Object.fromEntries(
    fresh.map(([name, { shape, values }]) => [name, { shape, values: values.map(() => 0.6 * (random() - 0.5)) }]),
  );
}

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(() => expect(tf.memory().numTensors).toBe(0));

const openAdapted = (on: Engine, adapter: NamedTensors) =>
  openPolicy(on, TINY, freshPolicyState(TINY, adapter), TINY_SHAPE, TINY_PPO, trainable);

async function logProbsOf(adapter: NamedTensors): Promise<number[][]> {
  const policy = openAdapted(engine, adapter);
  const read = await policy.read(sequences);
  await policy.dispose();
  return read.map(({ logProbs }) => [...logProbs]);
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(2e-4);
}

describe("an adapter to a frozen model", () => {
  test("says at its start what the model says", async () => {
    const said = await logProbsOf(freshAdapter(TINY, LOW_RANK, seeded(1)));
    for (const [i, one] of sequences.entries()) expectNear(said[i]!, plainLogProbs(TINY, weights, one));
  });

  test.each([{ tied: true }, { tied: false }])(
    "says what the model with it merged says, embeddings tied: $tied",
    async ({ tied }) => {
      const config = { ...TINY, tiedEmbeddings: tied };
      const own = tinyWeights(63, config);
      const adapter = movedAdapter(2);
      const policy = openPolicy(
        engine,
        config,
        freshPolicyState(config, adapter),
        TINY_SHAPE,
        TINY_PPO,
        adapterOn({ config, weights: own }, LOW_RANK, 1),
      );
      const said = await policy.read(sequences);
      await policy.dispose();
      const merged = mergeAdapter(config, own, adapter, LOW_RANK);
      for (const [i, one] of sequences.entries()) {
        expectNear([...said[i]!.logProbs], plainLogProbs(config, merged, one));
        expect([...said[i]!.logProbs]).not.toEqual(plainLogProbs(config, own, one));
      }
    },
  );

  test("is drawn as in Hu et al.: B zero, A within 1 / sqrt(in), from a seed", () => {
    const fresh = freshAdapter(TINY, LOW_RANK, seeded(1));
    for (const [name, { shape, values }] of Object.entries(fresh)) {
      const largest = Math.max(...values.map(Math.abs));
      if (name.includes("lora_B")) expect(largest).toBe(0);
      else {
        expect(largest).toBeLessThanOrEqual(1 / Math.sqrt(shape[1]!));
        expect(largest).toBeGreaterThan(0.9 / Math.sqrt(shape[1]!));
      }
    }
    expect(freshAdapter(TINY, LOW_RANK, seeded(1))).toEqual(fresh);
  });

  test("answers in the shortest window that holds a batch's prompts, as in the longest", async () => {
    const adapter = movedAdapter(4);
    const shape = { ...TINY_SHAPE, rows: 2, responseWindow: 8 };
    const all = { ...trainable.frozen, ...freshAdapter(TINY, LOW_RANK, seeded(1)) };
    const answer = async (promptWindows: readonly number[]): Promise<Generated[]> => {
      const first = await openGenerators(engine, TINY, all, { ...shape, promptWindows }, trainable.hold);
      const sampling = () => ({ random: seeded(3) });
      await first.generate([[5, 6]], sampling());
      const renewed = await first.withWeights({ ...trainable.frozen, ...adapter });
      await first.dispose();
      try {
        return await renewed.generate([[5, 6], [7], [4, 5, 6, 7, 8, 9], [10]], sampling());
      } finally {
        await renewed.dispose();
      }
    };
    const generated = await answer([3, 6]);
    const merged = mergeAdapter(TINY, weights, adapter, LOW_RANK);
    for (const one of generated) expectNear(one.logProbs, plainLogProbs(TINY, merged, one));
    expect(generated.map(({ response }) => response)).toEqual((await answer([6])).map(({ response }) => response));
    await expect(answer([3])).rejects.toThrow(/prompt of 6 tokens is longer than 3/);
  });
});

describe("a PPO step on it", () => {
  /** What the adapted model itself said: ratios begin at 1, where nothing is clipped. */
  const experience = (one: (typeof sequences)[number], i: number, merged: NamedTensors): Experience => {
    const column = (scale: number) => Float32Array.from(one.response, (_, t) => scale * Math.sin(1 + i + 3 * t));
    return {
      sequence: one,
      logProbs: Float32Array.from(plainLogProbs(TINY, merged, one)),
      values: column(0.1),
      advantages: column(1),
      returns: column(0.5),
    };
  };
  const step = async (on: Engine, adapter: NamedTensors) => {
    const policy = openAdapted(on, adapter);
    const merged = mergeAdapter(TINY, weights, adapter, LOW_RANK);
    const stats = await policy.step(
      sequences.map((one, i) => experience(one, i, merged)),
      1e-2,
    );
    const snapshot = policy.snapshot();
    const moved = policy.weights();
    await policy.dispose();
    return { stats, snapshot, moved };
  };

  test("moves every tensor of the adapter, and no number of the model", async () => {
    const before = structuredClone(weights);
    const adapter = movedAdapter(7);
    const { moved } = await step(engine, adapter);
    expect(Object.keys(moved)).toEqual(Object.keys(adapterShapes(TINY, LOW_RANK)));
    for (const [name, { values }] of Object.entries(moved)) expect(values, name).not.toEqual(adapter[name]!.values);
    expect(weights).toEqual(before);
  });

  test("moves B alone from the start, where A has no gradient yet", async () => {
    const fresh = freshAdapter(TINY, LOW_RANK, seeded(1));
    const { moved } = await step(engine, fresh);
    for (const [name, { values }] of Object.entries(moved))
      expect(JSON.stringify(values) === JSON.stringify(fresh[name]!.values), name).toBe(name.includes("lora_A"));
  });

  test("has the gradients of TensorFlow.js on the CPU", async () => {
    const adapter = movedAdapter(8);
    const [traced, eager] = [await step(engine, adapter), await step(await openEngine("cpu"), adapter)];
    for (const [name, value] of Object.entries(eager.stats)) expect(traced.stats[name], name).toBeCloseTo(value, 4);
    // The first moment after one step is the clipped gradient times 1 - beta1.
    for (const [name, values] of Object.entries(eager.snapshot).filter(([key]) => key.startsWith("m:")))
      for (const [i, value] of values.entries()) expect(traced.snapshot[name]![i], name).toBeCloseTo(value, 6);
  });
});

test("PPO on it raises a planted reward, KL with it", async () => {
  const share = (response: readonly number[]) => response.filter((id) => id < 16).length / response.length;
  const ppo = await openTinyPpo(engine, (response) => 6 * share(response), LOW_RANK);
  const settings = { ...TINY_PPO, learningRate: 4 * TINY_PPO.learningRate };
  const shares: number[] = [];
  let kl = 0;
  for (let i = 0; i < 12; i++) {
    kl = (await ppo.iterate({ klCoefficient: 0.02, settings })).metrics["objective/kl"]!;
    shares.push(ppo.generated.reduce((sum, { response }) => sum + share(response), 0) / ppo.generated.length);
  }
  await ppo.dispose();
  expect(shares[0]).toBeLessThan(0.35);
  expect((shares.at(-2)! + shares.at(-1)!) / 2).toBeGreaterThan(shares[0]! + 0.15);
  expect(kl).toBeGreaterThan(0.5);
});

test("the reference model reads the frozen model itself, whatever its adapter has become", async () => {
  const reference = openReferenceModel(engine, TINY, trainable.frozen, TINY_SHAPE, trainable.hold);
  const readings = await reference.read(sequences);
  await reference.dispose();
  const plain = openReferenceModel(engine, TINY, weights, TINY_SHAPE);
  const expected = await plain.read(sequences);
  await plain.dispose();
  for (const [i, one] of sequences.entries()) {
    expectNear([...readings[i]!.refLogProbs], plainLogProbs(TINY, weights, one));
    expectNear([...readings[i]!.features], [...expected[i]!.features]);
  }
});

describe("in PEFT's layout", () => {
  let root: ReturnType<typeof temporaryFolder>;
  let folder: string;
  const adapter = movedAdapter(9);
  beforeEach(async () => {
    root = temporaryFolder();
    folder = join(root.path, "adapter");
    await writeFolder(folder, formatPeftAdapter(adapter, LOW_RANK, TINY, "../base"));
  });
  afterEach(() => root.remove());
  const edit = async (change: Record<string, unknown>) => {
    const path = join(folder, "adapter_config.json");
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, "utf8")), ...change }));
  };

  test("it has the files, fields and names that PEFT reads", async () => {
    expect((await readdir(folder)).sort()).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
    expect(JSON.parse(await readFile(join(folder, "adapter_config.json"), "utf8"))).toMatchObject({
      ...{ peft_type: "LORA", task_type: "CAUSAL_LM", r: 3, lora_alpha: 6, lora_dropout: 0, bias: "none" },
      ...{ base_model_name_or_path: "../base", target_modules: [...TARGETS], fan_in_fan_out: false },
    });
    const stored = parseSafetensors(await readFile(join(folder, "adapter_model.safetensors")));
    expect(Object.keys(stored)).toHaveLength(TINY.layers * TARGETS.length * 2);
    const shapeOf = (name: string) => stored[`base_model.model.model.layers.1.${name}.weight`]?.shape;
    expect(shapeOf("self_attn.k_proj.lora_A")).toEqual([3, 32]);
    expect(shapeOf("self_attn.k_proj.lora_B")).toEqual([16, 3]);
    expect(shapeOf("mlp.down_proj.lora_A")).toEqual([3, 48]);
    expect(shapeOf("mlp.down_proj.lora_B")).toEqual([32, 3]);
  });

  test("it comes back as it was", async () => {
    expect(await readPeftAdapter(folder, TINY)).toEqual({ lowRank: LOW_RANK, adapter });
  });

  test("one whose matrices are named by a pattern, as TRL writes those of the upper blocks, is what its tensors are", async () => {
    const upper = { ...LOW_RANK, targets: ["q_proj", "down_proj"] as const, firstLayer: 1 };
    const own = Object.fromEntries(Object.keys(adapterShapes(TINY, upper)).map((name) => [name, adapter[name]!]));
    await writeFolder(folder, formatPeftAdapter(own, upper, TINY, "../base"));
    await edit({ target_modules: ".*\\.layers\\.(1)\\..*\\.(q_proj|down_proj)", layers_to_transform: null });
    expect(await readPeftAdapter(folder, TINY)).toEqual({ lowRank: upper, adapter: own });
  });

  test.each([
    ["of another kind", () => edit({ peft_type: "LOHA" }), /"peft_type" must be "LORA", got "LOHA"/],
    ["without a rank", () => edit({ r: null }), /"r" must be a whole number above 0/],
    ["to other matrices", () => edit({ target_modules: ["c_attn"] }), /"target_modules" must be some of q_proj/],
    [
      "of another rank than its tensors",
      () => edit({ r: 4 }),
      /lora_A.weight" has shape \[3,32\], the model asks for \[4,32\]/,
    ],
    ["without its tensors", () => rm(join(folder, "adapter_model.safetensors")), /adapter_model.safetensors/],
  ])("one %s is refused by its name", async (_, spoil, reason) => {
    await spoil();
    await expect(readPeftAdapter(folder, TINY)).rejects.toThrow(reason);
    await expect(readPeftAdapter(folder, TINY)).rejects.toThrow(folder);
  });

  test("one to a deeper model lacks tensors", async () => {
    await expect(readPeftAdapter(folder, { ...TINY, layers: 3 })).rejects.toThrow(
      /lacks "base_model.model.model.layers.2.self_attn.q_proj.lora_A.weight"/,
    );
  });
});
