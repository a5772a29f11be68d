import { expect, test } from "vitest";
import { standardCrowd } from "../../../../server/experiments/crowd/standard-crowd.ts";
import { imperfectJudge, mixedVotes, newTally } from "../../../../server/experiments/rlaif/mixed-votes.ts";
import { tasteJudge } from "../../../../server/external/judges/taste-judge.ts";
import type { NewPair } from "../../../../server/ports/pool.ts";
import type { LearnerComparison } from "../../../../server/trainer/learner-contract.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const letters = seeded(3);
const response = () => {
  const text = "x".repeat(1 + Math.floor(letters() * 200));
  return { text, tokens: [text.length], policyVersion: 0, reward: null };
};
const pool: readonly NewPair[] = Array.from({ length: 400 }, (_, i) => ({
  ...{ kind: "rapid" as const, prompt: { id: `p${i}`, text: `prompt ${i}` }, priority: 0 },
  ...{ a: response(), b: response() },
}));
const long = ({ response }: { response: string }) => response.length;
const crowd = standardCrowd(
  [{ name: "long", share: 1, taste: long }],
  pool.map(({ prompt, a }) => ({ prompt: prompt.text, response: a.text })),
);

const rightly = (labels: readonly LearnerComparison[]) =>
  labels.filter(({ a, b, label }) => a[0]! > b[0]! === label > 0.5).length / labels.length;

async function label(aiShare: number, accuracy: number, rounds = [100, 100]) {
  const tally = newTally();
  const judge = imperfectJudge(tasteJudge("long", long), accuracy, seeded(9));
  const voting = mixedVotes(judge, { aiShare, noise: 0.15, seed: 1 }, tally);
  const all: LearnerComparison[] = [];
  for (const wanted of rounds) all.push(...(await voting(pool, wanted, crowd, all.length, seeded(all.length))));
  return { tally, all, people: all.filter(({ id }) => id > 0), ai: all.filter(({ id }) => id < 0) };
}

test.each([0, 0.3, 0.5, 1])("a judge with the share %d gives that share of the labels", async (aiShare) => {
  const { all, ai } = await label(aiShare, 1, [25, 25, 50]);
  expect(all).toHaveLength(100);
  expect(ai).toHaveLength(100 * aiShare);
  expect(new Set(all.map(({ id }) => id)).size).toBe(100);
});

test("a quarter of its labels, beside people, falls on pairs that they judge too; the rest on others", async () => {
  const { people, ai } = await label(0.5, 1, [80]);
  const shared = ai.filter(({ promptId }) => people.some((one) => one.promptId === promptId));
  expect(shared).toHaveLength(10);
});

test("a judge that is made to err is right as often as it was told", async () => {
  const { ai, tally } = await label(1, 0.8, [400]);
  expect(rightly(ai)).toBeGreaterThan(0.75);
  expect(rightly(ai)).toBeLessThan(0.85);
  expect(tally.taste.agreed / tally.taste.of).toBeCloseTo(rightly(ai), 1);
  expect(tally.people.agreed / tally.people.of).toBeLessThan(tally.taste.agreed / tally.taste.of); // people err too
});

test("beside people the labels of a coin count next to nothing, those of a good judge fully", async () => {
  const rounds = Array.from({ length: 20 }, () => 100);
  const last = async (accuracy: number) => (await label(0.5, accuracy, rounds)).ai.at(-1)!.weight!;
  expect(await last(0.5)).toBeLessThan(0.1);
  expect(await last(1)).toBe(1);
});

test("alone it counts fully, since nobody else's labels are there to weigh it against", async () => {
  expect((await label(1, 0.5, [40])).ai.map(({ weight }) => weight)).toEqual(Array(40).fill(1));
});
