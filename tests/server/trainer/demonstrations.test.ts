import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { Demonstrations } from "../../../server/ports/learning.ts";
import { imitate } from "../../../server/trainer/learn-demonstrations.ts";
import { demonstrationSequence } from "../../../server/trainer/learner-comparison.ts";
import type { TrainingLine } from "../../../server/trainer/training-line.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { presentLogProbs } from "../../support/present-log-probs.ts";
import { fingerprint, withTinyCycles } from "../../support/tiny-cycles.ts";
import { TINY_SHAPE, tinyPrompts, tinyTokenizer } from "../../support/tiny-learner.ts";

const tiny = withTinyCycles();
const read = demonstrationSequence(tinyTokenizer, TINY_SHAPE);
/** Players of this world write answers of words in "six", each with one word of another kind. */
const written = tinyPrompts.map(({ text }, i) => {
  const words = ["asix", "bsix", "csix", "dsix", "esix", "fsix", "gsix", "hsix"];
  words[i % 8] = words[i % 8]!.replace("six", i % 2 === 0 ? "two" : "one");
  return { prompt: text, text: words.join(" "), share: 1, votes: 3 };
});
const half = written.filter((_, i) => i % 3 > 0);
const held = written.filter((_, i) => i % 3 === 0).map((one) => read(one)!);

/** A trainer in whose arena players have written some. */
const withDemonstrations = (some: typeof written): Partial<TrainingLine> => {
  const demonstrations: Demonstrations = { list: async () => some };
  return { stores: { ...tiny.stores, demonstrations } };
};

describe("a supervised step on what players wrote", () => {
  test("makes similar answers likelier and moves nothing but the weights", async () => {
    const { learner, line, method } = await tiny.newCycle();
    const likelihood = async () => {
      const logProbs = (await presentLogProbs(learner, held)).map((one) => one.reduce((a, b) => a + b, 0));
      return logProbs.reduce((a, b) => a + b, 0) / logProbs.length;
    };
    const before = await likelihood();
    const { policy, ...rest } = method.state();
    const reference = await learner.reference.read(held);
    const random = seeded(1);
    const sequences = half.map((one) => read(one)!);
    await imitate(line.sft, sequences, 100, random);
    const tensors = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) expect((await imitate(line.sft, sequences, 100, random))?.steps).toBe(1);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(await likelihood()).toBeGreaterThan(before + 0.5);
    expect(await learner.reference.read(held)).toEqual(reference);
    const { policy: moved, ...same } = method.state();
    expect(same).toEqual(rest);
    const beside = (state: typeof policy) =>
      Object.fromEntries(Object.entries(state).filter(([name]) => !name.startsWith("p:model")));
    expect(beside(moved)).toEqual(beside(policy));
    expect(fingerprint(moved)).not.toBe(fingerprint(policy));
  });

  test("takes as many as it is told, and nothing from nobody", async () => {
    const { line, method } = await tiny.newCycle();
    const sequences = written.map((one) => read(one)!);
    expect(await imitate(line.sft, sequences, 17, seeded(1))).toMatchObject({ steps: 2 });
    const state = fingerprint(method.state().policy);
    expect(await imitate(line.sft, [], 17, seeded(1))).toBeNull();
    expect(await imitate(line.sft, sequences, 0, seeded(1))).toBeNull();
    expect(fingerprint(method.state().policy)).toBe(state);
  });
});

test.each([
  ["enough of them", 0.1, written, true],
  ["a share of nothing", 0, written, false],
  ["too few that the model can read", 0.1, written.map((one) => ({ ...one, text: "¿qué?" })), false],
])("a cycle with %s", async (_, demonstrationShare, some, learnt) => {
  await tiny.stores.trainingChoices.change(MAIN_ARENA, { demonstrationShare });
  const { cycle } = await tiny.newCycle(withDemonstrations(some));
  await cycle.open();
  await tiny.playRound(10);
  await cycle.learn();
  const steps = await tiny.stores.trainingSteps.after(MAIN_ARENA, 0, 100);
  const fits = steps.filter(({ kind }) => kind === "sft");
  expect(fits).toHaveLength(Number(learnt));
  if (learnt) expect(fits[0]!.metrics).toMatchObject({ demonstrations: 24, steps: 2 });
});
