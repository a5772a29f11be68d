import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { NewPair, PairRecord } from "../../../../server/ports/pool.ts";
import { TINY_SCHEDULE, withTinyCycles } from "../../../support/tiny-cycles.ts";
import { liking } from "../../../support/tiny-learner.ts";

const tiny = withTinyCycles();

/** A trainer with this gate, and the rapid pairs that it adds to the pool of a version after its promotion, pool by pool. */
async function openTrainer(gate: () => string | null) {
  const { stores } = tiny;
  const added: NewPair[][] = [];
  const { cycle } = await tiny.newCycle({
    gate,
    schedule: { ...TINY_SCHEDULE, lowWater: 0, iterations: 1 },
    stores: {
      ...stores,
      pool: {
        ...stores.pool,
        async add(arenaId, pairs) {
          if (pairs.some(({ kind }) => kind === "rapid")) added.push(pairs.filter(({ kind }) => kind === "rapid"));
          await stores.pool.add(arenaId, pairs);
        },
      },
    },
  });
  await cycle.open();
  return { cycle, added };
}

const textsOf = ({ prompt, a, b }: { prompt: { text: string } | string; a: { text: string }; b: { text: string } }) =>
  [typeof prompt === "string" ? prompt : prompt.text, ...[a.text, b.text].sort()].join("\n");

/** A round of so many pairs, judged by the taste of the tiny world; returns them. */
async function judgedPairs(count: number): Promise<readonly PairRecord[]> {
  const judged: PairRecord[] = [];
  await tiny.playRound(count, undefined, (pair) => {
    judged.push(pair);
    return liking(pair.a.text) >= liking(pair.b.text) ? "a" : "b";
  });
  return judged;
}

test("after a rejection the next round is dealt pairs that were chosen by the votes of the last one", async () => {
  const { cycle, added } = await openTrainer(() => "not today");
  const before = await judgedPairs(10);
  await cycle.learn();
  expect((await tiny.stores.policies.newest(MAIN_ARENA))?.version).toBe(0);
  while (await cycle.refill());
  while (await cycle.refill()); // nothing was learnt since
  expect(added).toHaveLength(1);
  const renewed = new Set(added[0]!.map(textsOf));
  expect(before.some((pair) => renewed.has(textsOf(pair)))).toBe(false);
  const after = await judgedPairs(10);
  expect(after).toHaveLength(10);
  expect(after.every((pair) => renewed.has(textsOf(pair)))).toBe(true);
});

test("what was promoted has pairs chosen by all votes, and isn't asked again", async () => {
  const { cycle, added } = await openTrainer(() => null);
  await judgedPairs(10);
  await cycle.learn();
  expect((await tiny.stores.policies.newest(MAIN_ARENA))?.version).toBe(1);
  while (await cycle.refill());
  expect(added).toHaveLength(0);
});
