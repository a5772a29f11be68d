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

/** Fits a reward on made-up verdicts and runs an iteration. */
async function learnOnce(learner: Learner, method: OpenMethod): Promise<void> {
  const asked = tinyPrompts.flatMap(({ text }) => [text, text]);
  const answers = await learner.sample(asked, seeded(5));
  const comparisons = tinyPrompts.map(({ id, text }, i) => {
    const [a, b] = [answers[2 * i]!.response, answers[2 * i + 1]!.response];
    return { id: i, promptId: id, prompt: text, a, b, label: i % 2, bothBad: 0 };
  });
  await learner.observe(comparisons);
  learner.fitReward();
  await method.iterate();
}

test.each(METHOD_NAMES)(
  "warming %s up changes nothing that is learnt, bit for bit, and leaves nothing to compile",
  async (name) => {
    const [warm, cold] = [await openTinyLearner(engine, start), await openTinyLearner(engine, start)];
    const [warmed, other] = [TINY_METHODS[name].open(warm), TINY_METHODS[name].open(cold)];
    const before = warmed.state();
    await warmed.warmUp();
    expect(warmed.state()).toEqual(before);

    const compiled = [vi.spyOn(engine, "compile"), vi.spyOn(engine, "compileStep")];
    await learnOnce(warm, warmed);
    for (const spy of compiled) expect(spy).not.toHaveBeenCalled();
    await learnOnce(cold, other);
    expect(compiled.at(-1)).toHaveBeenCalled();
    // A GPU adds up the gradients of repeated tokens in any order.
    if (DEVICE === "cpu") expect(warmed.state()).toEqual(other.state());
    vi.restoreAllMocks();
    for (const one of [warmed, other, warm, cold]) await one.dispose();
  },
);
