import { expect, test } from "vitest";
import type { ArenaNeeds } from "../../../server/ports/arena.ts";
import { inTurn, lineToClose, type Served } from "../../../server/trainer/turns.ts";

const NOTHING: ArenaNeeds = { arenaId: 1, ready: true, playing: false, lastComparison: 0, learnt: 0 };
const need = (arenaId: number, needs: Partial<ArenaNeeds> = {}): ArenaNeeds => ({ ...NOTHING, arenaId, ...needs });
const VOTES = { lastComparison: 9, learnt: 3 };
const order = (needs: readonly ArenaNeeds[], served: ReadonlyMap<number, Served> = new Map()) =>
  inTurn(needs, served).map(({ arenaId }) => arenaId);

test("a game without pairs comes first, then a game's votes, other votes, a game's pool, and what can wait", () => {
  const needs = [
    need(1),
    need(2, { playing: true }),
    need(3, VOTES),
    need(4, { playing: true, ...VOTES }),
    need(5, { playing: true, ready: false }),
    need(6, { ready: false }),
  ];
  expect(order(needs)).toEqual([5, 4, 3, 6, 2, 1]);
  const urgent = inTurn(needs, new Map()).filter(({ isUrgent }) => isUrgent);
  expect(urgent.map(({ arenaId }) => arenaId)).toEqual([5, 4, 3, 6]);
});

test("of several games with votes the one that was served longest ago comes first, so that each has its turn", () => {
  const games = [1, 2, 3].map((arenaId) => need(arenaId, { playing: true, ...VOTES }));
  const served = new Map<number, Served>();
  const turns: number[] = [];
  for (let at = 1; at <= 6; at++) {
    const [first] = inTurn(games, served); // votes never end anywhere
    turns.push(first!.arenaId);
    served.set(first!.arenaId, { seen: 0, at });
  }
  expect(turns).toEqual([1, 2, 3, 1, 2, 3]);
});

test("comparisons that a line has read and could not learn from are no votes any more", () => {
  const needs = [need(1, VOTES), need(2, VOTES)];
  expect(inTurn(needs, new Map([[1, { seen: 9, at: 5 }]]))).toEqual([
    { arenaId: 2, isUrgent: true },
    { arenaId: 1, isUrgent: false },
  ]);
});

test("a line makes room for a more urgent one, and for a less urgent one only when its arena wants nothing", () => {
  const turns = inTurn([need(1), need(2, { playing: true }), need(3, VOTES)], new Map());
  const [votes, game, main] = [turns[0]!, turns[1]!, turns[2]!];
  expect([votes, game, main].map(({ arenaId }) => arenaId)).toEqual([3, 2, 1]);
  expect(lineToClose([1, 2], turns, votes)).toBe(1);
  expect(lineToClose([2, 4], turns, votes)).toBe(4);
  expect(lineToClose([1, 4], turns, game)).toBe(4);
  expect(lineToClose([1, 3], turns, game)).toBeNull();
  expect(lineToClose([3], turns, game)).toBeNull();
});
