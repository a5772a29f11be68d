import { beforeAll, describe, expect, test } from "vitest";
import { freshPolicyState, openPolicy } from "../../../../server/methods/ppo/policy.ts";
import { PPO } from "../../../../server/methods/ppo/ppo.ts";
import type { Engine } from "../../../../server/ml/engine/engine.ts";
import { type Generated, type GeneratorShape, openGenerator } from "../../../../server/ml/model/generator.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { openTestEngine } from "../../../support/engine-under-test.ts";
import { plainLogits, plainLogProbs, softmax } from "../../../support/plain-llama.ts";
import { TINY, TINY_SHAPE, tinyTokens, tinyWeights } from "../../../support/tiny-model.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

const shape: GeneratorShape = { rows: 4, promptWindow: 6, responseWindow: 12, padId: 0, eosId: 3 };
const draws = seeded(11);
const prompts = [2, 6, 3, 4, 5, 2, 6, 1, 3].map((length) => tinyTokens(length, draws));
const weights = tinyWeights(21);

async function generate(options: { topP?: number; seed?: number; from?: typeof weights } = {}) {
  const generator = await openGenerator(engine, TINY, options.from ?? weights, shape);
  const { topP = 1, seed = 1 } = options;
  const generated = await generator.generate(prompts, { topP, random: seeded(seed) });
  await generator.dispose();
  return generated;
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-4);
}

describe("decoding with cached keys and values", () => {
  test.each([1, 0.7])(
    "gives the log-probs of the policy, also where only a nucleus of %d is drawn from",
    async (topP) => {
      for (const one of await generate({ topP })) expectNear(one.logProbs, plainLogProbs(TINY, weights, one));
    },
  );

  test("gives the log-probs of the training pass", async () => {
    const generated = await generate();
    const policy = openPolicy(engine, TINY, freshPolicyState(TINY, weights), TINY_SHAPE, PPO);
    const readings = await policy.read(generated);
    for (const [i, { logProbs }] of generated.entries()) expectNear([...readings[i]!.logProbs], logProbs);
    await policy.dispose();
  });

  test("gives the states of the training pass, from which the value head reads the same values", async () => {
    const generated = await generate();
    const state = freshPolicyState(TINY, weights);
    state["p:value_head.weight"] = Float32Array.from({ length: TINY.hiddenSize }, (_, i) => Math.sin(i));
    state["p:value_head.bias"] = Float32Array.of(0.5);
    const policy = openPolicy(engine, TINY, state, TINY_SHAPE, PPO);
    const [readings, states] = [await policy.read(generated), await policy.states(generated)];
    for (const [i, one] of generated.entries()) {
      expectNear([...one.states], [...states[i]!]);
      expectNear([...policy.values(one.states)], [...readings[i]!.values]);
    }
    await policy.dispose();
  });

  test("answers every prompt in order, ends with <eos> or at the limit, and never samples beyond <eos>", async () => {
    const ending = { ...weights, "model.embed_tokens.weight": withLikelyEnd() };
    const generated = await generate({ from: ending });
    expect(generated.map((one) => one.prompt)).toEqual(prompts);
    const ended = generated.filter((one) => one.response.includes(shape.eosId));
    expect(ended.length).toBeGreaterThan(0);
    for (const { response } of ended) expect(response.indexOf(shape.eosId)).toBe(response.length - 1);
    for (const { response } of generated)
      if (!ended.some((one) => one.response === response)) expect(response).toHaveLength(12);
    for (const one of generated) expectNear(one.logProbs, plainLogProbs(TINY, ending, one));
  });
});

test("a batch whose answers have mostly ended goes on with fewer rows, and says what it would have said with all", async () => {
  const ending = { ...weights, "model.embed_tokens.weight": withLikelyEnd() };
  const many = Array.from({ length: 70 }, (_, i) => tinyTokens(1 + (i % 6), draws));
  const batch = { ...shape, rows: 32 };
  const answersOf = async (hold: { shareConstants: boolean }) => {
    const generator = await openGenerator(engine, TINY, weights, batch, hold);
    const renewed = await generator.withWeights(ending);
    const answers = await renewed.generate(many, { random: seeded(5) });
    await renewed.dispose();
    await generator.dispose();
    return answers;
  };
  // What shares its weights is of a big model, and keeps all its rows.
  const [shrinking, whole] = [await answersOf({ shareConstants: false }), await answersOf({ shareConstants: true })];
  const lengths = shrinking.map(({ response }) => response.length);
  expect(lengths.filter((length) => length <= 3).length).toBeGreaterThan(20);
  expect(Math.max(...lengths)).toBeGreaterThan(8);
  expect(shrinking.map(({ response }) => response)).toEqual(whole.map(({ response }) => response));
  for (const [i, one] of shrinking.entries()) {
    expectNear(one.logProbs, [...whole[i]!.logProbs]);
    expectNear([...one.states], [...whole[i]!.states]);
  }
});

/** Embeddings under which about one token in five is <eos>. */
function withLikelyEnd() {
  const embedding = weights["model.embed_tokens.weight"]!;
  const values = embedding.values.slice();
  for (let i = 0; i < TINY.hiddenSize; i++) values[shape.eosId * TINY.hiddenSize + i]! *= 2.5;
  return { ...embedding, values };
}

describe("sampling", () => {
  test("depends on its seed alone", async () => {
    const first = await generate({ seed: 5 });
    expect(await generate({ seed: 5 })).toEqual(first);
    expect(await generate({ seed: 6 })).not.toEqual(first);
  });

  test("takes the most likely token where the nucleus holds no other", async () => {
    for (const one of await generate({ topP: 0.001 })) expect(one.response[0]).toBe(likeliest(one).at(0));
  });

  test("with top-p takes tokens of the nucleus only", async () => {
    let outside = 0;
    for (const { topP } of [{ topP: 0.5 }, { topP: 1 }])
      for (const one of await generate({ topP })) {
        const logits = plainLogits(TINY, weights, [...one.prompt, ...one.response]);
        for (const [t, id] of one.response.entries()) {
          const probabilities = softmax(logits[one.prompt.length - 1 + t]!);
          const before = probabilities.filter((p) => p > probabilities[id]! + 1e-6);
          const mass = before.reduce((a, b) => a + b, 0);
          if (topP === 1) outside += Number(mass >= 0.5);
          else expect(mass).toBeLessThan(0.5 + 1e-4);
        }
      }
    expect(outside).toBeGreaterThan(0); // without top-p such tokens do occur
  });

  test.each([1, 0.6])("follows the model's distribution, within a nucleus of %d", async (topP) => {
    const generator = await openGenerator(engine, TINY, weights, { ...shape, rows: 64, responseWindow: 1 });
    const random = seeded(3);
    const asked = Array.from({ length: 4096 }, () => prompts[0]!);
    const drawn = await generator.generate(asked, { topP, random });
    await generator.dispose();
    const whole = softmax(plainLogits(TINY, weights, prompts[0]!).at(-1)!);
    const likelier = (p: number) => whole.filter((other) => other > p).reduce((a, b) => a + b, 0);
    const nucleus = whole.map((p) => (likelier(p) < topP ? p : 0));
    const mass = nucleus.reduce((a, b) => a + b, 0);
    for (const [id, p] of nucleus.map((p) => p / mass).entries()) {
      const share = drawn.filter((one) => one.response[0] === id).length / asked.length;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / asked.length) + 2 / asked.length);
    }
  });
});

test("other weights change the answers, and the generator they came from keeps its own", async () => {
  const generator = await openGenerator(engine, TINY, weights, shape);
  const other = await generator.withWeights(tinyWeights(22));
  const sample = (from: typeof generator) => from.generate(prompts, { random: seeded(1) });
  const [mine, theirs, again] = [await sample(generator), await sample(other), await sample(generator)];
  expect(again).toEqual(mine);
  for (const one of theirs) expectNear(one.logProbs, plainLogProbs(TINY, tinyWeights(22), one));
  expect(theirs.map((one) => one.response)).not.toEqual(mine.map((one) => one.response));
  await generator.dispose();
  expect(await sample(other)).toEqual(theirs);
  await other.dispose();
});

test("a prompt that is too long is refused", async () => {
  const generator = await openGenerator(engine, TINY, weights, shape);
  const prompt = tinyTokens(7, draws);
  const asked = generator.generate([prompt], { random: draws });
  await expect(asked).rejects.toThrow("prompt of 7 tokens is longer than 6");
  await generator.dispose();
});

function likeliest(one: Generated): number[] {
  const probabilities = plainLogits(TINY, weights, one.prompt).at(-1)!;
  return probabilities.map((_, id) => id).sort((a, b) => probabilities[b]! - probabilities[a]!);
}
