import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { trainingSeries } from "../../client/presenters/training-series.ts";
import { stepView } from "../../server/arena/boards.ts";
import { monitorLearning } from "../../server/arena/learning-monitor.ts";
import { MAIN_ARENA, type NewPair, type PairRecord, type Policies, type Pool } from "../../server/arena/ports.ts";
import { type Engine, openEngine } from "../../server/ml/engine/engine.ts";
import { type Checkpoint, readCheckpoint } from "../../server/ml/model/checkpoint.ts";
import type { NamedTensors } from "../../server/ml/model/safetensors.ts";
import type { Learner } from "../../server/trainer/learner.ts";
import { loadPolicy } from "../../server/trainer/policy-folder.ts";
import { loadRewardModel } from "../../server/trainer/reward-folder.ts";
import { type TrainingCycle, type TrainingLine, trainingCycle } from "../../server/trainer/training-cycle.ts";
import { seeded } from "../../shared/random/seeded.ts";
import type { Verdict } from "../../shared/round/verdict.ts";
import { newRound, newVote, withStores } from "../support/open-arena.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { liking, openTinyLearner, tinyPrompts, tinyStart, tinyTokenizer } from "../support/tiny-learner.ts";

const arenaId = MAIN_ARENA;
const opened = withStores();
let engine: Engine;
let start: Checkpoint;
let startFolder: string;
let root: ReturnType<typeof temporaryFolder>;
let learners: Learner[] = [];
let ids = 0;

beforeAll(async () => {
  root = temporaryFolder();
  engine = await openEngine("onnx");
  ({ start, startFolder } = await tinyStart(engine, root.path));
});
afterAll(() => root.remove());
let learner: Learner;
let cycle: TrainingCycle;
beforeEach(async () => {
  ({ learner, cycle } = await newCycle());
  await cycle.open();
});
afterEach(async () => {
  for (const one of learners) await one.dispose();
  learners = [];
});

/** A trainer as a new process makes it: everything it knows comes from the database and the folders. */
async function newCycle(change: Partial<TrainingLine> = {}): Promise<{ learner: Learner; cycle: TrainingCycle }> {
  const own = await openTinyLearner(engine, start);
  learners.push(own);
  const line: TrainingLine = {
    arenaId,
    learner: own,
    stores: opened.stores,
    log: pino({ level: "silent" }),
    dataDir: root.path,
    startFolder,
    config: start.config,
    prompts: tinyPrompts,
    decode: tinyTokenizer.decode,
    isSafe: () => true,
    eosId: tinyTokenizer.eosId,
    newId: () => `id-${process.pid}-${++ids}`,
    random: seeded(ids + 1),
    schedule: { iterations: 6, ppoMs: 60_000, poolPrompts: 24, perPrompt: 8, showdowns: 6, lowWater: 70 },
    ...change,
  };
  return { learner: own, cycle: trainingCycle(line) };
}

function verdictOn({ a, b }: PairRecord): Verdict {
  const difference = liking(a.text) - liking(b.text);
  if (difference === 0) return "tie";
  return difference > 0 ? "a" : "b";
}

/** A round in which one player judges rapid pairs by the taste of this world; returns its id. */
async function playRound(pairs = 40): Promise<string> {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  const playerId = players[0]!.id;
  const dealt = await stores.pool.dealRapid({ arenaId, roundId: round.id, playerId, count: pairs });
  await stores.votes.cast(dealt.map((pair) => newVote(pair, round.id, playerId, verdictOn(pair))));
  await stores.rounds.close(round.id);
  return round.id;
}

const fingerprintIn = async (folder: string) => fingerprint((await readCheckpoint(join(root.path, folder))).weights);
/** Stands for thousands of numbers, bit for bit, so that a difference is one line. */
function fingerprint(weights: NamedTensors | Readonly<Record<string, Float32Array>>): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(weights).sort()) {
    const tensor = weights[name]!;
    hash.update(name).update(tensor instanceof Float32Array ? tensor : tensor.values);
  }
  return hash.digest("hex").slice(0, 12);
}
const present = (one: Learner) => ({ ...one.state(), policy: fingerprint(one.state().policy) });
const newest = async () => (await opened.stores.policies.newest(arenaId))!;

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
    expect(await readCheckpoint(join(root.path, version.folder))).toEqual(start);
    expect(existsSync(join(root.path, version.folder, "tokenizer.json"))).toBe(true);
    const { rapid, showdown } = await opened.stores.pool.remaining(arenaId, 0);
    expect(rapid).toBeGreaterThan(40);
    expect(showdown).toBeGreaterThan(0);
  });

  test("has nothing to learn before a round is closed, and a full pool", async () => {
    expect(await cycle.learn()).toBe(false);
    expect(await cycle.refill()).toBe(false);
  });

  test("never deals an unsafe answer, and still deals the safe ones to the same prompts", async () => {
    const { stores } = opened;
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

  test("fills a pool that runs low", async () => {
    await playRound(35);
    const before = await opened.stores.pool.remaining(arenaId, 0);
    expect(before.rapid).toBeLessThan(70);
    expect(await cycle.refill()).toBe(true);
    expect((await opened.stores.pool.remaining(arenaId, 0)).rapid).toBeGreaterThan(before.rapid + 30);
  });
});

describe("a closed round", () => {
  test("is learnt from: a better version is promoted, with what was measured and a pool of its own", async () => {
    const roundId = await playRound();
    expect(await cycle.learn()).toBe(true);
    const version = await newest();
    expect(version).toMatchObject({ version: 1, status: "promoted", parent: 0, trainedOnRound: roundId });
    expect(learner.comparisons).toBe(40);
    expect(version.metrics).toMatchObject({ comparisons: 40, safeShare: 1 });
    expect(version.metrics.rewardGain).toBeGreaterThan(0);
    const stored = await loadPolicy(join(root.path, version.folder), start.config);
    expect(fingerprint(stored.checkpoint.weights)).not.toBe(fingerprint(start.weights));
    expect({ ...stored.state, policy: fingerprint(stored.state!.policy) }).toEqual(present(learner));
    expect((await opened.stores.pool.remaining(arenaId, 1)).rapid).toBeGreaterThan(30);
    expect(await cycle.learn()).toBe(false);
  });

  test("leaves a reward model that can be read, and a row for every step", async () => {
    await playRound();
    await cycle.learn();
    const record = (await opened.stores.rewardModels.newest(arenaId))!;
    const stored = await loadRewardModel(join(root.path, record.folder));
    expect(stored.scale).toEqual(learner.rewardModel()!.scale);
    expect(stored.ensemble.heads).toHaveLength(learner.ensemble!.heads.length);
    const heads = learner.ensemble!.heads.map((head) => Float64Array.from(Float32Array.from(head)));
    expect(stored.ensemble.heads).toEqual(heads);
    const steps = await opened.stores.trainingSteps.after(arenaId, 0, 100);
    expect(steps.map((step) => step.kind)).toEqual(["reward", ...Array(6).fill("ppo"), "gate"]);
    expect(steps[1]!.metrics["val/ratio_first"]).toBeCloseTo(1, 5);
    expect(await opened.stores.heartbeats.last(arenaId)).toMatchObject({ state: "idle" });
  });

  test("shows in every chart of the lab and in what the rooms say of the trainer", async () => {
    await playRound();
    await cycle.learn();
    const steps = await opened.stores.trainingSteps.after(arenaId, 0, 100);
    const charts = trainingSeries(steps.map(stepView));
    expect(charts.map(({ chart, y }) => [chart, y.length])).toEqual([
      ["accuracy", 1],
      ["margin", 1],
      ["reward", 6],
      ["kl", 6],
    ]);
    const monitor = await monitorLearning(opened.stores, arenaId, Date.now, (error) => expect.unreachable(`${error}`));
    await expect.poll(() => monitor.current()).toMatchObject({ state: "idle", policyVersion: 1, rejected: "" });
    expect(monitor.current().rewardAccuracy).toBe(charts[0]!.y[0]);
    expect(monitor.current().kl).toBe(charts[3]!.y[5]);
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
    expect(await meanLiking()).toBeGreaterThan(before + 0.4);
  });
});

async function meanLiking(): Promise<number> {
  const asked = Array.from({ length: 10 }, () => tinyPrompts.map((prompt) => prompt.text)).flat();
  const answers = await learner.sample(asked, seeded(99));
  return answers.reduce((sum, one) => sum + liking(tinyTokenizer.decode(one.response)), 0) / answers.length;
}

describe("a candidate that the gate turns away", () => {
  test("is kept with the reason, and training goes on from the last good version", async () => {
    await playRound();
    await cycle.learn();
    const good = await newest();
    const strict = await newCycle({ isSafe: () => false });
    await strict.cycle.open();
    await playRound();
    await strict.cycle.learn();
    const rejected = (await opened.stores.policies.list(arenaId)).at(-1)!;
    expect(rejected).toMatchObject({ status: "rejected", parent: good.version, metrics: { safeShare: 0 } });
    expect(rejected.reason).toContain("too many answers failed the safety check");
    expect(await newest()).toEqual(good);
    expect(fingerprint(strict.learner.policy.weights())).toBe(await fingerprintIn(good.folder));
    expect(strict.learner.klCoefficient).toBeGreaterThan(0);
    const kept = await loadPolicy(join(root.path, rejected.folder), start.config);
    expect(kept.state).toBeNull();
    expect(fingerprint(kept.checkpoint.weights)).not.toBe(await fingerprintIn(good.folder));
  });
});

describe("a new process", () => {
  test("goes on from the newest promoted version with every comparison", async () => {
    await playRound();
    await cycle.learn();
    const version = await newest();
    const next = await newCycle();
    await next.cycle.open();
    expect(next.learner.comparisons).toBe(40);
    expect(present(next.learner)).toEqual(present(learner));
    expect(await next.cycle.learn()).toBe(false);
    expect(await newest()).toEqual(version);
    await playRound();
    await next.cycle.learn();
    expect((await opened.stores.policies.list(arenaId)).at(-1)).toMatchObject({ version: 2, parent: version.version });
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
    const other = await newCycle({ config: { ...start.config, ropeTheta: 5_000 } });
    await expect(other.cycle.open()).rejects.toThrow(`${join(root.path, folder)}: this model's architecture`);
  });
});

test("a rollback is followed: weights, pool and parent are those of the version gone back to", async () => {
  await playRound();
  await cycle.learn();
  expect(await newest()).toMatchObject({ version: 1 });
  await opened.stores.policies.rollback(arenaId, 0, "says rude things");
  expect(await cycle.learn()).toBe(false);
  expect(fingerprint(learner.policy.weights())).toBe(fingerprint(start.weights));
  await playRound();
  await cycle.learn();
  expect((await opened.stores.policies.list(arenaId)).at(-1)).toMatchObject({ version: 2, parent: 0 });
  expect(learner.comparisons).toBe(80);
});

describe("a cycle that fails half way", () => {
  test("is begun again from the last good version, and its comparisons are learnt from", async () => {
    let failures = 1;
    const { policies } = opened.stores;
    const add: Policies["add"] = (policy) =>
      failures-- > 0 ? Promise.reject(new Error("the database is away")) : policies.add(policy);
    const stores = { ...opened.stores, policies: { ...policies, add } };
    const broken = await newCycle({ stores });
    await broken.cycle.open();
    await playRound();
    await expect(broken.cycle.learn()).rejects.toThrow("the database is away");
    expect(fingerprint(broken.learner.policy.weights())).not.toBe(fingerprint(start.weights));
    const iterations = broken.learner.state().iteration;
    await broken.cycle.open(); // what the trainer does after a failure
    expect(broken.learner.comparisons).toBe(40);
    expect(broken.learner.state().iteration).toBe(iterations); // six new ones from the start, not twelve
    expect(await newest()).toMatchObject({ version: 1, parent: 0 });
  });
});
