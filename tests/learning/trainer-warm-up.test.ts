import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Engine, openEngine } from "../../server/ml/engine/engine.ts";
import type { Checkpoint } from "../../server/ml/model/checkpoint.ts";
import type { Learner } from "../../server/trainer/learner-contract.ts";
import { seeded } from "../../shared/random/seeded.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { openTinyLearner, tinyPrompts, tinyStart } from "../support/tiny-learner.ts";

let engine: Engine;
let start: Checkpoint;
const root = temporaryFolder();
beforeAll(async () => {
  engine = await openEngine("onnx");
  ({ start } = await tinyStart(engine, root.path));
});
afterAll(() => root.remove());

/** Fits a reward on made-up verdicts and runs an iteration. */
async function learnOnce(learner: Learner): Promise<void> {
  const asked = tinyPrompts.flatMap(({ text }) => [text, text]);
  const answers = await learner.sample(asked, seeded(5));
  const comparisons = tinyPrompts.map(({ id, text }, i) => {
    const [a, b] = [answers[2 * i]!.response, answers[2 * i + 1]!.response];
    return { id: i, promptId: id, prompt: text, a, b, label: i % 2, bothBad: 0 };
  });
  await learner.observe(comparisons);
  learner.fitReward();
  await learner.iterate();
}

test("warming up changes nothing that is learnt, bit for bit, and leaves nothing to compile", async () => {
  const [warm, cold] = [await openTinyLearner(engine, start), await openTinyLearner(engine, start)];
  const before = warm.state();
  await warm.warmUp();
  expect(warm.state()).toEqual(before);

  const compiled = [vi.spyOn(engine, "compile"), vi.spyOn(engine, "compileStep")];
  await learnOnce(warm);
  for (const spy of compiled) expect(spy).not.toHaveBeenCalled();
  await learnOnce(cold);
  expect(compiled.at(-1)).toHaveBeenCalled();
  expect(warm.state()).toEqual(cold.state());
  vi.restoreAllMocks();
  for (const learner of [warm, cold]) await learner.dispose();
});
