import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenMethod } from "../../../../server/methods/method.ts";
import { afterRejection } from "../../../../server/methods/on-policy.ts";
import type { Engine } from "../../../../server/ml/engine/engine.ts";
import type { Checkpoint } from "../../../../server/ml/model/checkpoint.ts";
import type { Learner } from "../../../../server/trainer/learner-contract.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { DEVICE, openTestEngine } from "../../../support/engine-under-test.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import {
  liking,
  openTinyLearner,
  TINY_METHODS,
  tinyPrompts,
  tinyStart,
  tinyTokenizer,
} from "../../../support/tiny-learner.ts";

const scratch = temporaryFolder();
const prompts = tinyPrompts.map((prompt) => prompt.text);
const asked = Array.from({ length: 64 }, (_, i) => prompts[i % prompts.length]!);
let engine: Engine;
let start: Checkpoint;
let learner: Learner;
let dpo: OpenMethod;
beforeAll(async () => {
  engine = await openTestEngine();
  ({ start } = await tinyStart(engine, scratch.path));
});
beforeEach(async () => {
  learner = await openTinyLearner(engine, start);
  dpo = TINY_METHODS.dpo.open(learner);
});
afterEach(async () => {
  await dpo.dispose();
  await learner.dispose();
});

const meanLiking = async () => {
  const answers = await learner.sample(asked, seeded(5));
  return answers.reduce((sum, one) => sum + liking(tinyTokenizer.decode(one.response)), 0) / answers.length;
};

/** Shows the learner what players of the tiny world think of pairs of its answers. */
async function vote() {
  const answers = await learner.sample(
    asked.flatMap((prompt) => [prompt, prompt]),
    seeded(4),
  );
  await learner.observe(
    asked.map((prompt, i) => {
      const [a, b] = [answers[2 * i]!.response, answers[2 * i + 1]!.response];
      const difference = liking(tinyTokenizer.decode(a)) - liking(tinyTokenizer.decode(b));
      const label = difference > 0 ? 1 : difference < 0 ? 0 : 0.5;
      return { id: i + 1, promptId: prompt, prompt, a, b, label, bothBad: 0 };
    }),
  );
  learner.fitReward();
}

test("answers become what the votes liked, KL grows from nothing, and the reference stays", async () => {
  await vote();
  const before = await meanLiking();
  const probe = await learner.sample(asked.slice(0, 4), seeded(6));
  const readings = await learner.reference.read(probe);
  const kls: number[] = [];
  let margin = 0;
  for (let i = 0; i < 10; i++) {
    const metrics = await dpo.iterate();
    kls.push(metrics["objective/kl"]!);
    margin = metrics["rewards/margins"]!;
  }
  expect(kls[0]).toBeCloseTo(0, 3);
  expect(kls.at(-1)).toBeGreaterThan(0.3);
  expect(margin).toBeGreaterThan(0);
  expect(await meanLiking()).toBeGreaterThan(before + 0.5);
  expect(await learner.reference.read(probe)).toEqual(readings);
});

test("a rejected candidate is undone: the same weights and moments, with fresh samples and a firmer beta", async () => {
  await vote();
  await dpo.iterate();
  const good = dpo.state();
  await dpo.iterate();
  await dpo.restore(afterRejection(good, dpo.state()));
  const restored = dpo.state();
  expect(restored.policy["p:model.norm.weight"]).toEqual(good.policy["p:model.norm.weight"]);
  expect(restored.policy["m:model.norm.weight"]).toEqual(good.policy["m:model.norm.weight"]);
  expect(restored.policy.t).toEqual(good.policy.t);
  expect(restored.iteration).toBe(2);
  const { beta } = await dpo.iterate();
  expect(beta).toBeGreaterThan(good.klCoefficient);
});

// A GPU adds up the gradients of repeated tokens in any order.
test.skipIf(DEVICE !== "cpu")("the same state and seed give the same iteration", async () => {
  await vote();
  const state = dpo.state();
  const first = await dpo.iterate();
  const weights = learner.weights();
  const other = TINY_METHODS.dpo.open(learner);
  await other.restore(state);
  expect(await other.iterate()).toEqual(first);
  expect(learner.weights()).toEqual(weights);
  await other.dispose();
});

test("PPO that takes over from it fits its value head first", async () => {
  await vote();
  await dpo.iterate();
  const ppo = TINY_METHODS.ppo.open(learner);
  await ppo.restore(dpo.state());
  const head = () => ppo.state().policy["p:value_head.weight"]!;
  expect(head().every((weight) => weight === 0)).toBe(true);
  const metrics = await ppo.iterate();
  expect(head().some((weight) => weight !== 0)).toBe(true);
  expect(metrics["val/ratio_first"]).toBeCloseTo(1, 5);
  await ppo.dispose();
});

test("without a fitted reward it says so", async () => {
  await expect(dpo.iterate()).rejects.toThrow("the reward model has not been fitted");
});
