import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { loadPolicy } from "../../../../server/trainer/folders/policy-folders.ts";
import type { TrainingCycle } from "../../../../server/trainer/training-cycle.ts";
import { graspIn } from "../../../../shared/round/grasp.ts";
import { fingerprint, TINY_SCHEDULE, withTinyCycles } from "../../../support/tiny-cycles.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();
const { newCycle, playRound, fingerprintIn } = tiny;

let cycle: TrainingCycle;
beforeEach(async () => {
  ({ cycle } = await newCycle());
  await cycle.open();
});
const newest = async () => (await tiny.stores.policies.newest(arenaId))!;

describe("a candidate that the gate turns away", () => {
  test("is kept with the reason, and training goes on from the last good version", async () => {
    await playRound();
    await cycle.learn();
    const good = await newest();
    const strict = await newCycle({ isSafe: () => false });
    await strict.cycle.open();
    await playRound();
    await strict.cycle.learn();
    const rejected = (await tiny.stores.policies.list(arenaId)).at(-1)!;
    expect(rejected).toMatchObject({ status: "rejected", parent: good.version, metrics: { safeShare: 0 } });
    expect(rejected.reason).toContain("too many answers failed the safety check");
    expect(await newest()).toEqual(good);
    expect(fingerprint(strict.learner.weights())).toBe(await fingerprintIn(good.folder));
    expect(strict.method.state().klCoefficient).toBeGreaterThan(0);
    const kept = await loadPolicy(join(tiny.root, rejected.folder), tiny.start.config);
    expect(kept.state).toBeNull();
    expect(fingerprint(kept.checkpoint.weights)).not.toBe(await fingerprintIn(good.folder));
  });
});

test("a step that goes too far is taken half as far, and its votes are not lost", async () => {
  let examined = 0;
  const hasty = await newCycle({ gate: () => (examined++ === 0 ? "it moved too far" : null) });
  await hasty.cycle.open();
  const start = (await newest()).folder;
  await playRound();
  await hasty.cycle.learn();
  expect(examined).toBe(2);
  expect(await newest()).toMatchObject({ version: 1, parent: 0, status: "promoted" });
  expect(fingerprint(hasty.learner.weights())).toBe(await fingerprintIn((await newest()).folder));
  expect(await fingerprintIn(start)).not.toBe(await fingerprintIn((await newest()).folder));
});

describe("a crowd to whom all answers are alike", () => {
  const playAlike = () => playRound(40, undefined, () => "tie");

  test("leaves the policy as it is, and the trainer says why, until there is a taste to learn", async () => {
    const hasty = await newCycle({ gate: () => null, schedule: { ...TINY_SCHEDULE, iterations: 1 } });
    const { cycle, learner } = hasty;
    await cycle.open();
    await playAlike();
    await cycle.learn();
    const early = await newest();
    await playAlike();
    await cycle.learn();
    const stayed = (await tiny.stores.policies.list(arenaId)).at(-1)!;
    expect(stayed).toMatchObject({ status: "rejected", parent: early.version, metrics: { comparisons: 80 } });
    expect(stayed.reason).toContain("no better than by chance");
    expect(await fingerprintIn(stayed.folder)).toBe(await fingerprintIn(early.folder));
    expect(fingerprint(learner.weights())).toBe(await fingerprintIn(early.folder));
    const steps = await tiny.stores.trainingSteps.after(arenaId, 0, 100);
    const fits = steps.filter(({ kind }) => kind === "reward");
    expect(fits.map(({ metrics }) => graspIn(metrics))).toEqual(["early", "none"]);
    expect(steps.slice(steps.findLastIndex(({ kind }) => kind === "reward") + 1).map(({ kind }) => kind)).toEqual([
      "gate",
    ]);

    for (let round = 0; round < 2; round++) {
      await playRound();
      await cycle.learn();
    }
    expect(learner.trust).toBeGreaterThan(0);
    expect(fingerprint(learner.weights())).not.toBe(await fingerprintIn(early.folder));
  });
});
