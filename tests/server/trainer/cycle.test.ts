import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { isEmpty, trainingCharts } from "../../../client/lab/charts/lab-charts.ts";
import { monitorLearning } from "../../../server/game/learning-monitor.ts";
import type { OpenMethod } from "../../../server/methods/method.ts";
import { readCheckpoint } from "../../../server/ml/model/checkpoint.ts";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { Policies } from "../../../server/ports/models.ts";
import type { NewPair, Pool } from "../../../server/ports/pool.ts";
import { loadRewardModel } from "../../../server/reward/reward-folder.ts";
import { loadPolicy } from "../../../server/trainer/folders/policy-folders.ts";
import type { Learner } from "../../../server/trainer/learner-contract.ts";
import type { TrainingCycle } from "../../../server/trainer/training-cycle.ts";
import { stepView } from "../../../server/web/spectators/boards.ts";
import { tellingGroups } from "../../../shared/protocol/training/reward-groups.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { recordSpans } from "../../support/recorded-spans.ts";
import { fingerprint, withTinyCycles } from "../../support/tiny-cycles.ts";
import { liking, tinyPrompts, tinyTokenizer } from "../../support/tiny-learner.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();
const spans = recordSpans();
const { newCycle, playRound } = tiny;
let learner: Learner;
let method: OpenMethod;
let cycle: TrainingCycle;
beforeEach(async () => {
  ({ learner, method, cycle } = await newCycle());
  await cycle.open();
});

const present = (one: OpenMethod) => ({ ...one.state(), policy: fingerprint(one.state().policy) });
const newest = async () => (await tiny.stores.policies.newest(arenaId))!;

describe("a trainer that opens an empty arena", () => {
  test("promotes the starting model as version 0, in a folder that can be read, with a pool of its answers", async () => {
    const version = await newest();
    expect(version).toMatchObject({
      version: 0,
      status: "promoted",
      parent: null,
      comparisonId: 0,
      trainedOnRound: null,
    });
    expect(await readCheckpoint(join(tiny.root, version.folder))).toEqual(tiny.start);
    expect(existsSync(join(tiny.root, version.folder, "tokenizer.json"))).toBe(true);
    const { rapid, showdown } = await tiny.stores.pool.remaining(arenaId, 0);
    expect(rapid).toBeGreaterThan(40);
    expect(showdown).toBeGreaterThan(0);
  });

  test("has nothing to learn before a round is closed, and a full pool", async () => {
    expect(await cycle.learn()).toBe(false);
    expect(await cycle.refill()).toBe(false);
  });

  test("never deals an unsafe answer, and still deals the safe ones to the same prompts", async () => {
    const { stores } = tiny;
    const isSafe = (text: string) => !text.includes("asix");
    const added: NewPair[] = [];
    const add: Pool["add"] = async (_, pairs) => void added.push(...pairs);
    const remaining: Pool["remaining"] = async () => ({ rapid: 0, showdown: 0 });
    let unsafe = 0;
    const careful = await newCycle({
      stores: { ...stores, pool: { ...stores.pool, add, remaining } },
      isSafe(text) {
        if (!isSafe(text)) unsafe++;
        return isSafe(text);
      },
    });
    await careful.cycle.open();
    for (let i = 0; i < 5; i++) await careful.cycle.refill();
    expect(unsafe).toBeGreaterThan(100); // a third of what the model says
    expect(added.filter(({ kind }) => kind === "rapid").length).toBeGreaterThan(200);
    expect(added.filter(({ kind }) => kind === "showdown").length).toBeGreaterThan(20);
    expect(added.flatMap(({ a, b }) => [a.text, b.text]).filter((text) => !isSafe(text))).toEqual([]);
  });

  test("a model without a safe answer is asked once more, and not again and again", async () => {
    const mute = await newCycle({ isSafe: () => false });
    await mute.cycle.open();
    await playRound(35); // the pool runs low
    expect(await mute.cycle.refill()).toBe(true);
    expect(await mute.cycle.refill()).toBe(false);
  });

  test("fills a pool that runs low", async () => {
    await playRound(35);
    const before = await tiny.stores.pool.remaining(arenaId, 0);
    expect(before.rapid).toBeLessThan(70);
    expect(await cycle.refill()).toBe(true);
    expect((await tiny.stores.pool.remaining(arenaId, 0)).rapid).toBeGreaterThan(before.rapid + 30);
  });
});

describe("a closed round", () => {
  test("is learnt from: a better version is promoted, with what was measured and a pool of its own", async () => {
    const roundId = await playRound();
    spans.take();
    expect(await cycle.learn()).toBe(true);
    const inside = ["fit reward", "improve policy", "gate"].map((name) => ({ name, parent: "training cycle" }));
    expect(spans.take()).toEqual(expect.arrayContaining([...inside, { name: "training cycle", parent: null }]));
    const version = await newest();
    expect(version).toMatchObject({ version: 1, status: "promoted", parent: 0, trainedOnRound: roundId });
    expect(learner.comparisons).toBe(40);
    expect(version.metrics).toMatchObject({ comparisons: 40, safeShare: 1 });
    expect(version.metrics.rewardGain).toBeGreaterThan(0);
    const stored = await loadPolicy(join(tiny.root, version.folder), tiny.start.config);
    expect(fingerprint(stored.checkpoint.weights)).not.toBe(fingerprint(tiny.start.weights));
    expect({ ...stored.state, policy: fingerprint(stored.state!.policy) }).toEqual(present(method));
    expect((await tiny.stores.pool.remaining(arenaId, 1)).rapid).toBeGreaterThan(30);
    expect(await cycle.learn()).toBe(false);
  });

  test("scores answers of before the first fit by the reward model of now, so that every showdown has a guess", async () => {
    const { stores } = tiny;
    const dealt: NewPair[] = [];
    const promote: Policies["promote"] = async (arena, version, pairs) => {
      dealt.push(...pairs);
      return stores.policies.promote(arena, version, pairs);
    };
    const watched = await newCycle({ stores: { ...stores, policies: { ...stores.policies, promote } } });
    await watched.cycle.open();
    dealt.length = 0;
    await playRound();
    await watched.cycle.learn();
    const met = dealt.filter(({ kind, a, b }) => kind === "showdown" && b.policyVersion < a.policyVersion);
    expect(met.length).toBeGreaterThan(0);
    expect(met.filter(({ a, b }) => a.reward === null || b.reward === null)).toEqual([]);
  });

  test("is promoted when its answers for show are stored, so that whoever hears of it finds them", async () => {
    const { stores } = tiny;
    const stored: boolean[] = [];
    const promote: Policies["promote"] = async (arena, version, pairs) => {
      stored.push(await stores.showcase.has(arena, version));
      return stores.policies.promote(arena, version, pairs);
    };
    const watched = await newCycle({ stores: { ...stores, policies: { ...stores.policies, promote } } });
    await watched.cycle.open();
    await playRound();
    await watched.cycle.learn();
    expect((await newest()).version).toBe(1);
    expect(stored).toEqual([true]);
    const shown = await stores.showcase.all(arenaId, [0, 1]);
    for (const version of [0, 1]) expect(shown.filter((one) => one.version === version).length).toBeGreaterThan(4);
  });

  test("leaves a reward model that can be read, and a row for every step", async () => {
    await playRound();
    await cycle.learn();
    const record = (await tiny.stores.rewardModels.newest(arenaId))!;
    const stored = await loadRewardModel(join(tiny.root, record.folder));
    expect(stored.scale).toEqual(learner.rewardModel()!.scale);
    expect(stored.ensemble.heads).toHaveLength(learner.ensemble!.heads.length);
    const heads = learner.ensemble!.heads.map((head) => Float64Array.from(Float32Array.from(head)));
    expect(stored.ensemble.heads).toEqual(heads);
    const steps = await tiny.stores.trainingSteps.after(arenaId, 0, 100);
    expect(steps.map((step) => step.kind)).toEqual(["reward", ...Array(6).fill("ppo"), "gate"]);
    expect(tellingGroups(steps[0]!.metrics)).not.toEqual([]);
    expect(steps[1]!.metrics["val/ratio_first"]).toBeCloseTo(1, 5);
    expect(await tiny.stores.heartbeats.last(arenaId)).toMatchObject({ state: "idle" });
  });

  test("shows in every chart of the lab and in what the rooms say of the trainer", async () => {
    await playRound();
    await cycle.learn();
    const steps = await tiny.stores.trainingSteps.after(arenaId, 0, 100);
    const charts = trainingCharts(steps.map(stepView));
    expect(charts.map((chart) => [chart.name, chart.x.length, isEmpty(chart)])).toEqual([
      ["accuracy", 1, false],
      ["reward", 6, false],
      ["kl", 6, false],
      ["entropy", 6, false],
      ["clip", 6, false],
    ]);
    const valuesOf = (name: string) => charts.find((chart) => chart.name === name)!.lines[0]!.y;
    const monitor = await monitorLearning(tiny.stores, arenaId, (error) => expect.unreachable(`${error}`));
    await expect.poll(() => monitor.current()).toMatchObject({ state: "idle", policyVersion: 1, rejected: "" });
    expect(monitor.current().rewardAccuracy).toBeCloseTo(valuesOf("accuracy")[0]! / 100, 10);
    expect(monitor.current().kl).toBe(valuesOf("kl")[5]);
    await monitor.close();
  });

  test("after several, players get what they like more often", async () => {
    const before = await meanLiking();
    for (let i = 0; i < 4; i++) {
      await playRound();
      await cycle.learn();
    }
    expect(learner.comparisons).toBe(160);
    expect((await newest()).version).toBeGreaterThan(0);
    expect(await meanLiking()).toBeGreaterThan(before + 0.25); // twice the standard error of the difference
  });
});

async function meanLiking(): Promise<number> {
  const asked = Array.from({ length: 10 }, () => tinyPrompts.map((prompt) => prompt.text)).flat();
  const answers = await learner.sample(asked, seeded(99));
  return answers.reduce((sum, one) => sum + liking(tinyTokenizer.decode(one.response)), 0) / answers.length;
}

describe("a new process", () => {
  test("goes on from the newest promoted version with every comparison", async () => {
    await playRound();
    await cycle.learn();
    const version = await newest();
    const next = await newCycle();
    await next.cycle.open();
    expect(next.learner.comparisons).toBe(40);
    expect(present(next.method)).toEqual(present(method));
    expect(await next.cycle.learn()).toBe(false);
    expect(await newest()).toEqual(version);
    await playRound();
    await next.cycle.learn();
    expect((await tiny.stores.policies.list(arenaId)).at(-1)).toMatchObject({ version: 2, parent: version.version });
    expect(next.learner.comparisons).toBe(80);
  });

  test("learns first from rounds that were closed while none ran", async () => {
    const roundId = await playRound();
    const next = await newCycle();
    await next.cycle.open();
    expect(await newest()).toMatchObject({ version: 1, trainedOnRound: roundId });
  });

  test("refuses to go on from a model of another architecture, and says which folder it is", async () => {
    await playRound();
    await cycle.learn();
    const { folder } = await newest();
    const file = join(tiny.root, folder, "config.json");
    await writeFile(file, (await readFile(file, "utf8")).replace(/"rope_theta": \d+/, '"rope_theta": 5000'));
    const other = await newCycle();
    await expect(other.cycle.open()).rejects.toThrow(`${join(tiny.root, folder)}: this model's architecture`);
  });
});

test("a rollback is followed: weights, pool and parent are those of the version gone back to", async () => {
  await playRound();
  await cycle.learn();
  expect(await newest()).toMatchObject({ version: 1 });
  await tiny.stores.policies.rollback(arenaId, 0, "says rude things");
  expect(await cycle.learn()).toBe(false);
  expect(fingerprint(learner.weights())).toBe(fingerprint(tiny.start.weights));
  await playRound();
  await cycle.learn();
  expect((await tiny.stores.policies.list(arenaId)).at(-1)).toMatchObject({ version: 2, parent: 0 });
  expect(learner.comparisons).toBe(80);
});

describe("a cycle that fails half way", () => {
  test("is begun again from the last good version, and its comparisons are learnt from", async () => {
    let failures = 1;
    const { policies } = tiny.stores;
    const add: Policies["add"] = (policy) =>
      failures-- > 0 ? Promise.reject(new Error("the database is away")) : policies.add(policy);
    const stores = { ...tiny.stores, policies: { ...policies, add } };
    const broken = await newCycle({ stores });
    await broken.cycle.open();
    await playRound();
    await expect(broken.cycle.learn()).rejects.toThrow("the database is away");
    expect(fingerprint(broken.learner.weights())).not.toBe(fingerprint(tiny.start.weights));
    const iterations = broken.method.state().iteration;
    await broken.cycle.open(); // what the trainer does after a failure
    expect(broken.learner.comparisons).toBe(40);
    expect(broken.method.state().iteration).toBe(iterations); // six new ones from the start, not twelve
    expect(await newest()).toMatchObject({ version: 1, parent: 0 });
  });
});
