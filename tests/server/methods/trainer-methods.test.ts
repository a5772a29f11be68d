import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { PolicyRecord } from "../../../server/ports/models.ts";
import { METHOD_NAMES, type MethodName } from "../../../shared/protocol/training-methods.ts";
import { fingerprint, withTinyCycles } from "../../support/tiny-cycles.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();
const { newCycle, playRound, fingerprintIn } = tiny;
const choose = (method: MethodName) => tiny.stores.trainingChoices.change(arenaId, { method });
const last = async (): Promise<PolicyRecord> => (await tiny.stores.policies.list(arenaId)).at(-1)!;
const kinds = async () => (await tiny.stores.trainingSteps.after(arenaId, 0, 1_000)).map(({ kind }) => kind);

test("a method chosen between rounds makes the next version, which remembers it, and a new process goes on from there", async () => {
  // Phrases are few in this world: whether the gate turns a candidate away for them is chance.
  const { cycle, method } = await newCycle({ gate: () => null });
  await cycle.open();
  await playRound();
  await cycle.learn();
  const byPpo = await last();
  expect(byPpo).toMatchObject({ version: 1, method: "ppo" });

  await choose("dpo");
  await playRound();
  await cycle.learn();
  const byDpo = await last();
  expect(byDpo).toMatchObject({ version: 2, status: "promoted", parent: 1, method: "dpo" });
  expect(await fingerprintIn(byDpo.folder)).not.toBe(await fingerprintIn(byPpo.folder));
  expect((await kinds()).slice(8)).toEqual(["reward", ...Array(6).fill("dpo"), "gate"]);

  const next = await newCycle({ gate: () => null });
  await next.cycle.open();
  const state = ({ policy, ...rest }: ReturnType<typeof method.state>) => ({ ...rest, policy: fingerprint(policy) });
  expect(state(next.method.state())).toEqual(state(method.state()));

  await choose("ppo");
  await playRound();
  await next.cycle.learn();
  expect(await last()).toMatchObject({ version: 3, parent: 2, method: "ppo" });
  expect((await kinds()).slice(16)).toEqual(["reward", ...Array(6).fill("ppo"), "gate"]);
});

test.each(METHOD_NAMES)("a cycle by %s leaves steps and a version that carry its name", async (name) => {
  await choose(name);
  const { cycle } = await newCycle({ gate: () => null });
  await cycle.open();
  await playRound();
  await cycle.learn();
  expect(await last()).toMatchObject({ version: 1, status: "promoted", method: name });
  const steps = (await tiny.stores.trainingSteps.after(arenaId, 0, 1_000)).filter(({ kind }) => kind === name);
  expect(steps).toHaveLength(6);
  for (const { metrics } of steps)
    for (const figure of ["objective/scores", "objective/kl", "objective/entropy"])
      expect(Number.isFinite(metrics[figure]), figure).toBe(true);
  expect(steps[0]!.metrics["objective/kl"]).toBeCloseTo(0, 3);
});

test("what online DPO made and the gate turned away is undone", async () => {
  await choose("dpo");
  const { cycle } = await newCycle();
  await cycle.open();
  await playRound();
  await cycle.learn();
  const good = await last();
  const strict = await newCycle({ isSafe: () => false });
  await strict.cycle.open();
  await playRound();
  await strict.cycle.learn();
  expect(await last()).toMatchObject({ version: 2, status: "rejected", method: "dpo", parent: 1 });
  expect(fingerprint(strict.learner.weights())).toBe(await fingerprintIn(good.folder));
});

test.each([1, 2])(
  "online DPO begins no further iteration when its time is over, but runs %s at least",
  async (leastIterations) => {
    await choose("dpo");
    const { line } = await newCycle();
    const { cycle } = await newCycle({ schedule: { ...line.schedule, cycleMs: 0, leastIterations } });
    await cycle.open();
    await playRound();
    await cycle.learn();
    expect(await kinds()).toEqual(["reward", ...Array.from({ length: leastIterations }, () => "dpo"), "gate"]);
  },
);
