import { expect, test } from "vitest";
import { loadTastes } from "../../../../server/experiments/crowd/load-tastes.ts";
import { seatedVoters } from "../../../../server/experiments/crowd/seated-voters.ts";
import { standardCrowd, standardise } from "../../../../server/experiments/crowd/standard-crowd.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const answers = ["Bah.", "Dear friend, bees dance.", "Bees dance. How lovely that you ask!", "Who knows."].map(
  (response) => ({ prompt: "Why do bees dance?", response }),
);
let drawn = 0;
const fresh = () => ({
  prompt: { id: `p${drawn}`, text: "Why do bees dance?" },
  a: { text: answers[drawn++ % 4]!.response },
  b: { text: answers[drawn++ % 4]!.response },
});

test("kind:0.7,random:0.3 seats players who toss a coin, and leaves judging to those who don't", async () => {
  const crowd = standardCrowd(await loadTastes("kind:0.7,random:0.3"), answers);
  const seats = Array.from({ length: 20 }, (_, i) => crowd.campAt((i + 0.5) / 20));
  expect(seats.filter(({ taste }) => taste === null)).toHaveLength(6);
  expect(crowd.tastes).toHaveLength(1);
  expect(crowd.tastes[0]!.share).toBeCloseTo(1, 12);
});

test("a crowd without taste is measured by the shipped tastes that tell its model's answers apart, if any does", async () => {
  const random = await loadTastes("random");
  const [first, , third] = answers;
  const all = standardCrowd(random, answers).tastes;
  const some = standardCrowd(random, [first!, { ...third!, response: "Bah bah." }]).tastes;
  expect(some.length).toBeGreaterThan(0);
  expect(some.length).toBeLessThan(all.length);
  for (const tastes of [all, some]) expect(tastes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(() => standardCrowd(random, [first!, first!])).toThrow(/all answers of the starting model alike/);
});

test("players vote in turn, every sixth time on a pair of their own with its sides swapped, none a third time", () => {
  const camp = { name: "long", share: 1, taste: standardise(({ response }) => response.length, answers) };
  const crowd = seatedVoters<{ text: string }>([camp, camp], 0, seeded(1));
  const votes = Array.from({ length: 36 }, () => crowd.vote(fresh));
  expect(votes.map(({ id }) => id)).toEqual(Array.from({ length: 36 }, (_, i) => i + 1));
  const own = votes.filter(({ seat }) => seat === 1);
  expect(own).toHaveLength(18);
  const repeats = own.filter(({ repeatOf }) => repeatOf !== undefined);
  expect(repeats.map((vote) => own.indexOf(vote))).toEqual([5, 11, 17]);
  for (const { repeatOf, pair } of repeats) {
    const first = own.find(({ id }) => id === repeatOf)!;
    expect(pair).toEqual({ prompt: first.pair.prompt, a: first.pair.b, b: first.pair.a });
  }
  expect(new Set(repeats.map(({ repeatOf }) => repeatOf)).size).toBe(3);
});

test("a taste that contradicts itself is refused, with the answer and what to take for a crowd that tosses", () => {
  let mood = 0;
  expect(() => standardise(() => ++mood, answers)).toThrow(
    /score the same answer alike every time; it gave two scores for .*Bah\..* the taste random/,
  );
  expect(() => standardise(() => 1, answers)).toThrow(/scores every answer of the starting policy alike/);
});
