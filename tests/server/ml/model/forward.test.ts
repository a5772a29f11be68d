import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../../../server/ml/engine/engine.ts";
import { layBatch, type Sequence } from "../../../../server/ml/model/batch-layout.ts";
import { logitsOf } from "../../../../server/ml/model/llama.ts";
import type { LlamaConfig } from "../../../../server/ml/model/llama-config.ts";
import { predictingStates } from "../../../../server/ml/model/response-log-probs.ts";
import type { NamedTensors } from "../../../../server/ml/model/safetensors.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { openTestEngine } from "../../../support/engine-under-test.ts";
import { plainLogits } from "../../../support/plain-llama.ts";
import { TINY, tinyTokens, tinyWeights } from "../../../support/tiny-model.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(() => expect(tf.memory().numTensors).toBe(0));

const random = seeded(5);
const sequences: Sequence[] = [2, 5, 3, 6].map((length, i) => ({
  prompt: tinyTokens(length, random),
  response: tinyTokens(7 - i, random),
}));

/** Logits that predict each response token, `[sequence][token][vocab]`. */
async function batchedLogits(
  config: LlamaConfig,
  weights: NamedTensors,
  given: readonly Sequence[],
  promptWindow: number,
): Promise<number[][][]> {
  const window = { rows: given.length, promptWindow, responseWindow: 8, padId: 0 };
  const { ids, start } = layBatch(given, window);
  const compiled = await engine.compile(
    (inputs, constants) => ({
      logits: logitsOf(constants, config, predictingStates(constants, config, promptWindow, inputs)),
    }),
    {
      ids: { shape: [given.length, promptWindow + 8], dtype: "int32" },
      start: { shape: [given.length], dtype: "int32" },
    },
    { constants: weights },
  );
  const logits = (await compiled.run({ ids, start })).logits as Float32Array;
  await compiled.dispose();
  const { vocabSize } = config;
  const rowOf = (row: number, t: number) => [
    ...logits.subarray((row * 8 + t) * vocabSize, (row * 8 + t + 1) * vocabSize),
  ];
  return given.map(({ response }, row) => response.map((_, t) => rowOf(row, t)));
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expect(Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-4);
}

test.each([
  ["grouped queries and a tied head", TINY],
  ["a head of its own", { ...TINY, tiedEmbeddings: false }],
  ["as many keys as queries", { ...TINY, kvHeads: 4 }],
  ["one key for all queries, another frequency base, wide heads", { ...TINY, kvHeads: 1, headDim: 12, ropeTheta: 500 }],
])("agrees with a decoder written in plain loops: %s", async (_, config) => {
  const weights = tinyWeights(7, config);
  const found = await batchedLogits(config, weights, sequences, 6);
  for (const [i, { prompt, response }] of sequences.entries()) {
    const expected = plainLogits(config, weights, [...prompt, ...response]).slice(prompt.length - 1, -1);
    for (const [t, logits] of expected.entries()) expectNear(found[i]![t]!, logits);
  }
});

test("padding on the left changes nothing", async () => {
  const weights = tinyWeights(8);
  const narrow = await batchedLogits(TINY, weights, sequences, 6);
  const wide = await batchedLogits(TINY, weights, sequences, 15);
  expectNear(wide.flat(2), narrow.flat(2));
});

test("other rows of a batch and later tokens change nothing", async () => {
  const weights = tinyWeights(8);
  const together = await batchedLogits(TINY, weights, sequences, 6);
  const [first] = sequences as [Sequence];
  const other = { prompt: tinyTokens(6, random), response: tinyTokens(8, random) };
  const changed = { prompt: first.prompt, response: [...first.response.slice(0, 3), ...tinyTokens(4, random)] };
  const [alone] = await batchedLogits(TINY, weights, [changed, other], 6);
  expectNear(alone!.slice(0, 4).flat(), together[0]!.slice(0, 4).flat());
});
