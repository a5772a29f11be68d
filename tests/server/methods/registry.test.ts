import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { exactParts } from "../../../server/methods/on-policy.ts";
import { PPO, ppo } from "../../../server/methods/ppo/ppo.ts";
import { type ExchangeableMethod, exchangeableMethod, METHODS } from "../../../server/methods/registry.ts";
import type { Engine } from "../../../server/ml/engine/engine.ts";
import type { Checkpoint } from "../../../server/ml/model/checkpoint.ts";
import type { Snapshot } from "../../../server/ml/training/gradient-steps.ts";
import type { Learner } from "../../../server/trainer/learner-contract.ts";
import { METHOD_NAMES } from "../../../shared/protocol/training-methods.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { openTestEngine } from "../../support/engine-under-test.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { openTinyLearner, TINY_METHODS, tinyPrompts, tinyStart } from "../../support/tiny-learner.ts";

const scratch = temporaryFolder();
let engine: Engine;
let start: Checkpoint;
let learner: Learner;
let method: ExchangeableMethod;
beforeAll(async () => {
  engine = await openTestEngine();
  ({ start } = await tinyStart(engine, scratch.path));
});
beforeEach(async () => {
  learner = await openTinyLearner(engine, start);
  const asked = tinyPrompts.flatMap(({ text }) => [text, text]);
  const answers = await learner.sample(asked, seeded(5));
  await learner.observe(
    tinyPrompts.map(({ id, text }, i) => {
      const [a, b] = [answers[2 * i]!.response, answers[2 * i + 1]!.response];
      return { id: i, promptId: id, prompt: text, a, b, label: i % 2, bothBad: 0 };
    }),
  );
  learner.fitReward();
  method = exchangeableMethod(learner, TINY_METHODS, "ppo");
});
afterEach(async () => {
  await method.dispose();
  await learner.dispose();
});

const beginning = (state: Snapshot, kind: string) =>
  Object.fromEntries(Object.entries(state).filter(([name]) => name.startsWith(kind)));
const isZero = (tensors: Snapshot) => Object.values(tensors).every((values) => values.every((value) => value === 0));

test.each(METHOD_NAMES.filter((name) => name !== "ppo"))(
  "%s goes on from PPO's policy, held as firmly, with draws of its own and an optimizer that knows nothing yet, and back",
  async (name) => {
    for (let i = 0; i < 2; i++) await method.iterate();
    const [weights, left] = [learner.weights(), method.state()];
    await method.use(name);
    expect(learner.weights()).toEqual(weights);
    const taken = method.state();
    expect(taken).toMatchObject({ method: name, iteration: 2, klCoefficient: left.klCoefficient });
    expect(beginning(taken.policy, "p:model")).toEqual(beginning(left.policy, "p:model"));
    expect(isZero(beginning(taken.policy, "m:"))).toBe(true);
    expect(isZero(beginning(taken.policy, "t"))).toBe(true);

    await method.iterate();
    expect(learner.weights()).not.toEqual(weights);
    await method.use("ppo");
    const back = method.state();
    expect(back).toMatchObject({ method: "ppo", iteration: 3 });
    expect(isZero(beginning(back.policy, "p:value_head"))).toBe(true);
    expect(isZero(beginning(back.policy, "v:"))).toBe(true);
    expect((await method.iterate())["val/ratio_first"]).toBeCloseTo(1, 5);
  },
);

test.each(METHOD_NAMES)("%s comes back to where its state was, bit for bit", async (name) => {
  await method.use(name);
  await method.iterate();
  const state = method.state();
  await method.iterate();
  const once = method.state();
  const other = TINY_METHODS[name].open(learner);
  await other.restore(state);
  expect(other.state()).toEqual(state);
  await other.restore(once);
  expect(other.state()).toEqual(once);
  await other.dispose();
});

test("what moved the policy between two iterations is gone on from", async () => {
  await method.iterate();
  await learner.adopt(start.weights);
  expect(method.state().policy["p:model.norm.weight"]).toEqual(start.weights["model.norm.weight"]!.values);
  expect((await method.iterate())["objective/kl"]).toBeCloseTo(0, 3);
});

test("every method of the registry goes by its name, and sizes that don't divide are refused by name", () => {
  for (const name of METHOD_NAMES) expect(METHODS[name].name).toBe(name);
  expect(exactParts(12, 4, "a and b")).toBe(3);
  for (const part of [5, 0, -4, Number.NaN]) expect(() => exactParts(12, part, "a and b")).toThrow("a and b: 12");
  expect(() => ppo({ ...PPO, minibatch: 24 }).open(learner)).toThrow(
    "PPO: batch and minibatch: 256 is no multiple of 24",
  );
  expect(() => ppo({ ...PPO, perPrompt: 3 }).open(learner)).toThrow("PPO: batch and perPrompt");
});
