import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Engine, openEngine } from "../../../server/ml/engine/engine.ts";
import type { Checkpoint } from "../../../server/ml/model/checkpoint.ts";
import type { Learner } from "../../../server/trainer/learner-contract.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import {
  liking,
  openTinyLearner,
  TINY_METHODS,
  tinyPrompts,
  tinyStart,
  tinyTokenizer,
} from "../../support/tiny-learner.ts";

const scratch = temporaryFolder();
const asked = Array.from({ length: 96 }, (_, i) => tinyPrompts[i % tinyPrompts.length]!.text);
const twice = asked.flatMap((prompt) => [prompt, prompt]);
const likingOf = (tokens: readonly number[]) => liking(tinyTokenizer.decode(tokens));

let engine: Engine;
let start: Checkpoint;
let learner: Learner;
beforeAll(async () => {
  engine = await openEngine("onnx");
  ({ start } = await tinyStart(engine, scratch.path));
});
beforeEach(async () => {
  learner = await openTinyLearner(engine, start);
  for (let i = 0; i < 2; i++) {
    await vote("truthful", 1);
    await vote("creative", -1);
  }
});
afterEach(() => learner.dispose());

let ids = 0;
/** Votes on a criterion of people who like the words of this world that end in "one", or who can't stand them. */
async function vote(criterion: string, sign: 1 | -1) {
  const answers = await learner.sample(twice, seeded(++ids));
  await learner.observe(
    asked.map((prompt, i) => {
      const [a, b] = [answers[2 * i]!.response, answers[2 * i + 1]!.response];
      const label = 0.5 + 0.5 * Math.sign(sign * (likingOf(a) - likingOf(b)));
      return { id: ++ids, promptId: prompt, prompt, criterion, a, b, label, bothBad: 0 };
    }),
  );
}

async function meanLiking(): Promise<number> {
  const answers = await learner.sample(twice, seeded(99));
  return answers.reduce((sum, one) => sum + likingOf(one.response), 0) / answers.length;
}

/** Share of pairs of fresh answers to a prompt of which the reward prefers the one that has more words in "one". */
async function agreement(): Promise<number> {
  const answers = await learner.sample(twice, seeded(98));
  const rewards = learner.rewards(await learner.reference.read(answers));
  const decided = asked.flatMap((_, i) => {
    const [a, b] = [2 * i, 2 * i + 1];
    const difference = likingOf(answers[a]!.response) - likingOf(answers[b]!.response);
    return difference === 0 ? [] : [difference > 0 === rewards[a]! > rewards[b]!];
  });
  return decided.filter(Boolean).length / decided.length;
}

test.each([
  [{ truthful: 1, creative: 0.2 }, 1],
  [{ truthful: 0.2, creative: 1 }, -1],
])("where two criteria want the opposite, weights of %o decide where reward and policy go", async (weights, sign) => {
  learner.fitReward(weights);
  const agreed = await agreement();
  expect(sign > 0 ? agreed : 1 - agreed).toBeGreaterThan(0.65);
  const before = await meanLiking();
  const dpo = TINY_METHODS.dpo.open(learner);
  for (let i = 0; i < 10; i++) await dpo.iterate();
  await dpo.dispose();
  expect(sign * ((await meanLiking()) - before)).toBeGreaterThan(0.2);
});

test("each criterion has its own quality", () => {
  const quality = learner.fitReward({})!;
  expect(quality.comparisons).toBe(384);
  for (const criterion of ["truthful", "creative"]) {
    expect(quality.criteria[criterion]!.comparisons).toBe(192);
    expect(quality.criteria[criterion]!.accuracy).toBeGreaterThan(0.7);
  }
});

test("votes on a criterion that counts nothing are no evidence", () => {
  const ofBoth = learner.fitReward({})!.evidence;
  const { evidence } = learner.fitReward({ creative: 0 })!;
  expect(Math.abs(evidence - ofBoth)).toBeGreaterThan(1);
  const known = [...learner.memory().pairs.values()];
  learner.forget(known.filter(({ criterion }) => criterion === "creative").map(({ id }) => id));
  expect(learner.fitReward({})!.evidence).toBeCloseTo(evidence, 6);
});
