import { expect, test } from "vitest";
import { openWorkbench } from "../../../server/trainer/workbench.ts";
import { fingerprint, withTinyCycles } from "../../support/tiny-cycles.ts";

const tiny = withTinyCycles();

test("what a line left is there when it is entered again, bit for bit; another arena begins at the start and knows none of its votes", async () => {
  const { line, learner, cycle, method } = await tiny.newCycle();
  await cycle.open();
  const start = fingerprint(learner.weights());
  const bench = openWorkbench(learner, line.method);
  await bench.enter(1);
  await tiny.playRound();
  await cycle.learn();
  await line.method.use("dpo");
  await method.iterate();
  const left = { weights: fingerprint(learner.weights()), state: fingerprint(method.state().policy) };
  expect(left.weights).not.toBe(start);
  const { comparisons, ensemble } = learner;
  expect(comparisons).toBeGreaterThan(0);

  await bench.enter(2);
  expect(fingerprint(learner.weights())).toBe(start);
  expect(learner).toMatchObject({ comparisons: 0, ensemble: null });
  expect(line.method.name).toBe("ppo");
  await expect(method.iterate()).rejects.toThrow("the reward model has not been fitted");

  await bench.enter(1);
  expect({ weights: fingerprint(learner.weights()), state: fingerprint(method.state().policy) }).toEqual(left);
  expect(line.method.name).toBe("dpo");
  expect(learner.comparisons).toBe(comparisons);
  expect(learner.ensemble).toBe(ensemble);
  await bench.enter(2);
  bench.forget(1);
  await bench.enter(1);
  expect(learner.comparisons).toBe(0);
});
