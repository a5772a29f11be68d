import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Constants, type Engine, openEngine } from "../../../../../server/ml/engine/engine.ts";
import { layBatch, type Sequence } from "../../../../../server/ml/model/batch-layout.ts";
import { parseModelConfig } from "../../../../../server/ml/model/config/parse-config.ts";
import { FAMILIES } from "../../../../../server/ml/model/families/all-families.ts";
import { openGenerator } from "../../../../../server/ml/model/generator.ts";
import type { LlamaConfig } from "../../../../../server/ml/model/llama-config.ts";
import {
  adapterShapes,
  frozenWeights,
  type LowRank,
  mergeAdapter,
} from "../../../../../server/ml/model/low-rank-adapter.ts";
import { responseLogProbs } from "../../../../../server/ml/model/response-log-probs.ts";
import { seeded } from "../../../../../shared/random/seeded.ts";
import { referenceTensors, referenceWeights, uniformOf } from "../../../../support/reference-weights.ts";

/** Every family against transformers and PEFT on the same random weights: `make-references.py` wrote what they say. */

interface Reference {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly ids: readonly number[];
  /** Of each token but the first. */
  readonly logProbs: readonly number[];
  /** The same with the adapter. */
  readonly adapted?: readonly number[];
}
const references = JSON.parse(
  readFileSync(new URL("references.json", import.meta.url), "utf8"),
) as readonly Reference[];
const LOW_RANK: LowRank = { rank: 3, alpha: 6, targets: ["q_proj", "v_proj", "o_proj", "down_proj"] };
const TOLERANCE = 1e-4;

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine("onnx");
});
afterAll(() => expect(tf.memory().numTensors).toBe(0));

/** Of each sequence's response; prompts of other lengths are padded. */
async function logProbsOf(
  config: LlamaConfig,
  weights: Constants,
  sequences: readonly Sequence[],
  promptWindow: number,
): Promise<number[][]> {
  const responseWindow = Math.max(...sequences.map(({ response }) => response.length));
  const rows = sequences.length;
  const compiled = await engine.compile(
    (inputs, constants) => ({ logProbs: responseLogProbs(constants, config, promptWindow, inputs) }),
    {
      ids: { shape: [rows, promptWindow + responseWindow], dtype: "int32" },
      start: { shape: [rows], dtype: "int32" },
      mask: { shape: [rows, responseWindow] },
    },
    { constants: weights },
  );
  const { ids, start, mask } = layBatch(sequences, { rows, promptWindow, responseWindow, padId: 0 });
  const logProbs = (await compiled.run({ ids, start, mask })).logProbs as Float32Array;
  await compiled.dispose();
  return sequences.map(({ response }, row) => [
    ...logProbs.subarray(row * responseWindow, row * responseWindow + response.length),
  ]);
}

function furthest(found: readonly number[], expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  return Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)));
}

/** A prompt of one token, so that the log-probability of every other is compared; and, beside it, one of most tokens. */
function splits(ids: readonly number[]): readonly Sequence[] {
  return [1, ids.length - 20].map((length) => ({ prompt: ids.slice(0, length), response: ids.slice(length) }));
}

test("each family has a reference", () => {
  const types = new Set(references.map(({ config }) => config.model_type));
  expect([...FAMILIES.keys()].filter((type) => !types.has(type))).toEqual([]);
});

describe.each(references)("$name", ({ name, config: json, ids, logProbs, adapted }) => {
  const config = parseModelConfig(json);
  const weights = referenceWeights(config);

  test("gives the log-probabilities of transformers, padded or not", async () => {
    const [whole, end] = (await logProbsOf(config, weights, splits(ids), ids.length - 20)) as [number[], number[]];
    const furthestOf = { whole: furthest(whole, logProbs), end: furthest(end, logProbs.slice(-20)) };
    if (process.env.SHOW_DIFFERENCES) process.stdout.write(`${name}: ${JSON.stringify(furthestOf)}\n`);
    expect(furthestOf.whole).toBeLessThan(TOLERANCE);
    expect(furthestOf.end).toBeLessThan(TOLERANCE);
  });

  test("decodes token by token what the whole pass says, beyond its windows", async () => {
    const shape = { rows: 2, promptWindow: 14, responseWindow: 24, padId: 0, eosId: -1 };
    const generator = await openGenerator(engine, config, weights, shape);
    const prompts = [ids.slice(0, 14), ids.slice(14, 19)];
    const generated = await generator.generate(prompts, { topP: 1, random: seeded(3) });
    await generator.dispose();
    const whole = await logProbsOf(config, weights, generated, 14);
    for (const [i, one] of generated.entries()) {
      expect(one.response).toHaveLength(24);
      expect(furthest([...one.logProbs], whole[i]!)).toBeLessThan(TOLERANCE);
    }
  });

  test("gives with an adapter beside it what it gives with the adapter merged into it, and what PEFT gives", async () => {
    const adapter = referenceTensors(adapterShapes(config, LOW_RANK), config);
    const beside = { ...frozenWeights(config, weights, LOW_RANK), ...adapter };
    const [apart] = await logProbsOf(config, beside, splits(ids), ids.length - 20);
    const [merged] = await logProbsOf(config, mergeAdapter(config, weights, adapter, LOW_RANK), splits(ids), 36);
    expect(furthest(apart!, merged!)).toBeLessThan(TOLERANCE);
    expect(furthest(apart!, logProbs)).toBeGreaterThan(0.01);
    if (adapted !== undefined) expect(furthest(apart!, adapted)).toBeLessThan(TOLERANCE);
  });
});

test("the numbers drawn here are those of the script", () => {
  const draw = uniformOf("model.norm.weight");
  expect([draw(), draw()]).toEqual([0.9101573252119124, 0.19822758669033647]);
});
