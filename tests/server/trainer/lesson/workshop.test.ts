import { beforeEach, describe, expect, test } from "vitest";
import type { OpenMethod } from "../../../../server/methods/method.ts";
import { PPO, ppo, unregularised } from "../../../../server/methods/ppo/ppo.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { ExhibitRecord } from "../../../../server/ports/lesson.ts";
import type { Learner } from "../../../../server/trainer/learner-contract.ts";
import { makeCheats } from "../../../../server/trainer/lesson/cheats.ts";
import type { ExhibitSource } from "../../../../server/trainer/lesson/exhibit.ts";
import { sampleAnswers } from "../../../../server/trainer/pool/answer-pool.ts";
import type { TrainingCycle } from "../../../../server/trainer/training-cycle.ts";
import type { TrainingLine } from "../../../../server/trainer/training-line.ts";
import type { ExhibitContents, ExhibitName } from "../../../../shared/protocol/lesson.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { newRound, newSession } from "../../../support/open-arena.ts";
import { fingerprint, TINY_SCHEDULE, withTinyCycles } from "../../../support/tiny-cycles.ts";
import { liking, tinyPrompts, tinyTokenizer } from "../../../support/tiny-learner.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();
let learner: Learner;
let method: OpenMethod;
let cycle: TrainingCycle;

const schedule = { ...TINY_SCHEDULE, iterations: 2 };

async function newTrainer(change: Partial<TrainingLine> = {}) {
  const trainer = await tiny.newCycle({ schedule, ...change });
  await trainer.cycle.open();
  return trainer;
}

/** A class that has taught the model in one round. */
let sessionId: string;
beforeEach(async () => {
  ({ learner, method, cycle } = await newTrainer());
  await tiny.playRound();
  sessionId = (await tiny.stores.sessions.recent(1))[0]!.id;
  await cycle.learn();
});

const ask = (exhibit: ExhibitName) => tiny.stores.lesson.ask({ arenaId, sessionId, exhibit, parameters: {} });
const exhibits = () => tiny.stores.lesson.of(sessionId);
const isEnded = ({ content, error }: ExhibitRecord) => content !== null || error !== null;

async function finished(trainer: TrainingCycle): Promise<void> {
  do await trainer.refill();
  while (!(await exhibits()).every(isEnded));
}

async function contentOf<Name extends ExhibitName>(name: Name): Promise<ExhibitContents[Name]> {
  const found = (await exhibits()).find(({ exhibit }) => exhibit === name)!;
  expect(found.error).toBeNull();
  return found.content as ExhibitContents[Name];
}

const present = () => ({ ...method.state(), policy: fingerprint(method.state().policy) });

describe("what a lesson asked for", () => {
  test("is made off the record: neither the versions nor the policy, its method and its draws know of it", async () => {
    const { stores } = tiny;
    const before = [present(), await stores.policies.list(arenaId), fingerprint(learner.weights())];
    for (const exhibit of ["practises", "dpo", "feedback"] as const) await ask(exhibit);
    await finished(cycle);
    expect([present(), await stores.policies.list(arenaId), fingerprint(learner.weights())]).toEqual(before);

    const practises = await contentOf("practises");
    const { version } = (await stores.policies.newest(arenaId))!;
    expect(practises).toMatchObject({ version, model: "pocket", leftOut: 0 });
    expect(practises.tries).toHaveLength(8);
    for (const { score, kl, leash, total, kept } of practises.tries) {
      expect(leash).toBeCloseTo(practises.leash.price * kl);
      expect(total).toBeCloseTo(score - leash);
      expect(kept).toBe(total > practises.average);
    }
    expect(practises.after).toBeGreaterThan(practises.before);

    const dpo = await contentOf("dpo");
    const voted = (await stores.lesson.preferences(sessionId)).filter(({ label }) => label !== 0.5);
    expect(dpo.votes + dpo.agrees.of).toBe(voted.length);
    expect(dpo.votes).toBeGreaterThan(3 * dpo.agrees.of);
    const likingOf = (side: "ppo" | "dpo") => dpo.pairs.reduce((sum, pair) => sum + liking(pair[side]), 0);
    expect(likingOf("dpo")).toBeGreaterThan(0);

    const { judges } = await contentOf("feedback");
    expect(judges.length).toBeGreaterThan(3);

    // The main line goes on with the draws that it would have had.
    const twin = await newTrainer();
    expect(drawn(await method.iterate())).toEqual(drawn(await twin.method.iterate()));
  });

  test("without a leash earns more reward further from the start, on a copy that is thrown away", async () => {
    const before = [present(), await tiny.stores.policies.list(arenaId), fingerprint(learner.weights())];
    const answers = await sampleAnswers(learner, tinyPrompts.slice(0, 8), 4, tinyTokenizer.decode, seeded(1));
    const settings = { ...PPO, batch: 32, minibatch: 16, learningRate: 3e-3, stopKl: 10 };
    const plan = { method: ppo(unregularised(settings)), iterations: 8, ms: 60_000, apart: 50 };
    const source: ExhibitSource = {
      ...{ learner, model: "pocket", decode: tinyTokenizer.decode, isSafe: () => true, seed: 1, parameters: {} },
      standing: () => ({ version: 1, startAnswers: answers, currentAnswers: answers }),
      klCoefficient: () => 0.1,
      heldOut: tinyPrompts.slice(0, 4).map(({ text }) => text),
      preferences: async () => [],
    };
    const making = makeCheats(source, tiny.start.weights, plan, () => 0);
    let made = await making.next();
    while (!made.done) made = await making.next();
    const { curve, pairs, leashed } = made.value;
    expect(curve).toHaveLength(8);
    expect(curve[0]!.kl).toBeCloseTo(0, 1); // it begins where the arena began
    expect(curve.at(-1)!.reward).toBeGreaterThan(leashed.reward);
    expect(curve.at(-1)!.kl).toBeGreaterThan(2 * leashed.kl);
    expect(pairs.length).toBeGreaterThan(0);
    for (const one of pairs) expect(one.loose.text).not.toBe(one.leashed.text);
    expect([present(), await tiny.stores.policies.list(arenaId), fingerprint(learner.weights())]).toEqual(before);
  });

  test("is made anew by the next trainer where one was killed in the middle", async () => {
    await ask("dpo");
    do await cycle.refill();
    while ((await exhibits())[0]!.work !== "training");
    expect(await exhibits()).toMatchObject([{ content: null, error: null }]);
    await finished((await newTrainer()).cycle);
    expect((await contentOf("dpo")).votes).toBeGreaterThan(10);
  });

  test("waits while votes do, and goes on behind them", async () => {
    await ask("cheats");
    for (let pieces = 0; pieces < 3; pieces++) await cycle.refill();
    const [{ progress }] = (await exhibits()) as [ExhibitRecord];
    await tiny.playRound();
    expect(await cycle.learn()).toBe(true);
    while (!(await exhibits()).every(({ progress: now }) => now !== progress)) await cycle.refill();
    expect((await exhibits())[0]!.progress).toBeGreaterThan(progress); // it didn't begin again
    await ask("feedback");
    while (!(await exhibits()).some(isEnded)) await cycle.refill();
    expect((await exhibits()).filter(isEnded).map(({ exhibit }) => exhibit)).toEqual(["feedback"]); // the quick one first
  });

  test("is refused in words where there are no votes", async () => {
    sessionId = (await newSession(tiny.stores)).id;
    for (const exhibit of ["dpo", "feedback", "constitution"] as const) await ask(exhibit);
    await finished(cycle);
    for (const { error } of await exhibits()) expect(error).toMatch(/^(This|The) class has not /);
  });

  test("that can't be made because of a fault is given up, and the trainer learns on", async () => {
    const { stores } = tiny;
    const preferences = () => Promise.reject(new TypeError("a fault"));
    const faulty = await newTrainer({ stores: { ...stores, lesson: { ...stores.lesson, preferences } } });
    await ask("feedback");
    await finished(faulty.cycle);
    expect((await exhibits())[0]!.error).toContain("could not be made");
    await tiny.playRound();
    expect(await faulty.cycle.learn()).toBe(true);
  });
});

test("while a lesson is on, bets on what waits are those of the newest reward model", async () => {
  const { stores } = tiny;
  await ask("feedback");
  await tiny.playRound();
  await cycle.learn();
  const waiting = await stores.lesson.waitingAnswers(arenaId);
  expect(waiting.length).toBeGreaterThan(40);
  const readings = await learner.reference.read(
    waiting.map(({ prompt, tokens }) => learner.sequenceOf(prompt, tokens)),
  );
  const rewards = new Map(learner.rewards(readings).map((reward, i) => [waiting[i]!.id, reward]));
  const { round, players } = await newRound(stores);
  const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[0]!.id, count: 8 });
  for (const { a, b } of dealt) for (const { id, reward } of [a, b]) expect(reward).toBeCloseTo(rewards.get(id)!, 3);
});

/** What tells one sample from another. */
const drawn = (metrics: Readonly<Record<string, number>>) =>
  ["objective/scores", "objective/kl", "objective/entropy", "response_tokens"].map((name) => metrics[name]!.toFixed(4));
