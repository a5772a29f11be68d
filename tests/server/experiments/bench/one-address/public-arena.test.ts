import { expect, test } from "vitest";
import { type Party, publicVotes } from "../../../../../server/experiments/bench/one-address/public-arena.ts";
import type { NewPair } from "../../../../../server/ports/pool.ts";

const response = (text: string) => ({ text, tokens: [1], policyVersion: 0, reward: null });
const pool = Array.from(
  { length: 12 },
  (_, i): NewPair => ({
    ...{ kind: "rapid", prompt: { id: `p${i}`, text: "Why?" }, priority: 0 },
    ...{ a: response("A short answer."), b: response(`A much longer answer, number ${i}.`) },
  }),
);
const longer = { score: ({ response }: { response: string }) => response.length };
const players: Party = { name: "player", seats: 3, addresses: "each", taste: longer, noise: 0, paceMs: 5_000 };
const seats: Party = { name: "seat", seats: 4, addresses: "one", taste: longer, noise: 0, paceMs: 300 };

test("players judge as many pairs as their pace allows, each from an address of their own and with a repeat now and then", () => {
  const votes = publicVotes([players], { reading: true, shares: true }, 1);
  const comparisons = votes.round(pool);
  expect(comparisons).toHaveLength(3 * 6);
  expect(new Set(comparisons.map(({ ballots }) => ballots![0]!.address))).toEqual(
    new Set(["player 0", "player 1", "player 2"]),
  );
  expect(comparisons.filter(({ repeatOf }) => repeatOf !== undefined)).toHaveLength(3);
  expect(new Set(comparisons.map(({ id }) => id)).size).toBe(18);
});

test("a hurried crowd of one address is left out where reading is asked for, and counted in any case", () => {
  const free = publicVotes([players, seats], { reading: false, shares: false }, 1);
  expect(free.round(pool)).toHaveLength(18 + 400);
  expect(free.round(pool).flatMap(({ ballots }) => ballots!.flatMap(({ address }) => address ?? []))).toEqual([]);
  const held = publicVotes([players, seats], { reading: true, shares: true }, 1);
  expect(held.round(pool)).toHaveLength(18);
  expect(held.tally.get("seat")).toEqual({ cast: 400, tooFast: 400 });
  const patient = publicVotes([{ ...seats, paceMs: 2_500 }], { reading: true, shares: true }, 1).round(pool);
  expect(new Set(patient.map(({ ballots }) => ballots![0]!.address))).toEqual(new Set(["seat"]));
  expect(new Set(patient.map(({ ballots }) => ballots![0]!.rater)).size).toBe(4);
});
