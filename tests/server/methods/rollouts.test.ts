import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { OpenMethod } from "../../../server/methods/method.ts";
import type { Engine } from "../../../server/ml/engine/engine.ts";
import type { Checkpoint } from "../../../server/ml/model/checkpoint.ts";
import type { Learner } from "../../../server/trainer/learner-contract.ts";
import { METHOD_NAMES } from "../../../shared/protocol/training-methods.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { DEVICE, openTestEngine } from "../../support/engine-under-test.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { openTinyLearner, TINY_METHODS, tinyPrompts, tinyStart } from "../../support/tiny-learner.ts";

let engine: Engine;
let start: Checkpoint;
const root = temporaryFolder();
beforeAll(async () => {
  engine = await openTestEngine();
  ({ start } = await tinyStart(engine, root.path));
});
afterAll(() => root.remove());

/** Fits a reward on made-up verdicts, as votes come in after the answers were drawn. */
async function vote(learner: Learner): Promise<void> {
  const asked = tinyPrompts.flatMap(({ text }) => [text, text]);
  const answers = await learner.sample(asked, seeded(5));
  await learner.observe(
    tinyPrompts.map(({ id, text }, i) => {
      const [a, b] = [answers[2 * i]!.response, answers[2 * i + 1]!.response];
      return { id: i, promptId: id, prompt: text, a, b, label: i % 2, bothBad: 0 };
    }),
  );
  learner.fitReward();
}

/** A method whose drawing of answers is counted. */
async function counted(open: (learner: Learner) => OpenMethod) {
  const learner = await openTinyLearner(engine, start);
  const drawn = vi.fn(learner.sample);
  const method = open({
    ...learner,
    get trust() {
      return learner.trust;
    },
    sample: drawn,
  });
  const dispose = async () => {
    await method.dispose();
    await learner.dispose();
  };
  return { learner, method, drawn, dispose };
}

test.each(METHOD_NAMES)("what %s draws before the votes are in is what it would draw after them", async (name) => {
  const [early, late] = [await counted(TINY_METHODS[name].open), await counted(TINY_METHODS[name].open)];
  await early.method.rollAhead!();
  await early.method.rollAhead!(); // once is enough
  expect(early.drawn).toHaveBeenCalledTimes(1);
  for (const { learner } of [early, late]) await vote(learner);
  for (const { method } of [early, late]) await method.iterate();
  expect(early.drawn).toHaveBeenCalledTimes(1);
  expect(late.drawn).toHaveBeenCalledTimes(1);
  // A GPU adds up the gradients of repeated tokens in any order.
  if (DEVICE === "cpu") expect(early.method.state()).toEqual(late.method.state());
  // The next iteration begins with another policy, whose answers were never drawn.
  await early.method.iterate();
  expect(early.drawn).toHaveBeenCalledTimes(2);
  for (const one of [early, late]) await one.dispose();
});

test("answers that were drawn for another policy are not learnt from", async () => {
  const { learner, method, drawn, dispose } = await counted(TINY_METHODS.ppo.open);
  await vote(learner);
  const first = method.state();
  await method.rollAhead!();
  await method.restore({ ...first, iteration: first.iteration + 1 });
  await method.iterate();
  expect(drawn).toHaveBeenCalledTimes(2);
  await dispose();
});
