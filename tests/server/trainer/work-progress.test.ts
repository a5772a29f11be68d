import { expect, test } from "vitest";
import { workProgress } from "../../../server/trainer/work-progress.ts";

test("the progress of a piece of work goes by how long the same took before, never falls and never ends", () => {
  let now = 0;
  const progress = workProgress(60, () => now);
  expect(progress.share()).toBeNull();

  progress.enter("reward");
  now = 15;
  progress.enter("improve"); // another part of the same work
  expect(progress.share()).toBe(0.25);
  now = 120;
  progress.enter("gate");
  const late = progress.share()!;
  expect(late).toBeGreaterThan(0.9);
  now = 140;
  expect(progress.share()).toBeGreaterThan(late);
  expect(progress.share()).toBeLessThan(1);
  progress.enter("idle");
  expect(progress.share()).toBeNull();

  progress.enter("reward"); // 140 the last time
  now += 70;
  expect(progress.share()).toBe(0.5);
  progress.enter("refill");
  expect(progress.share()).toBe(0);
});
