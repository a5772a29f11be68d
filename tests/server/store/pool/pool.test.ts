import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { PairRecord } from "../../../../server/ports/pool.ts";
import { createPoolStore } from "../../../../server/store/pool/pool-store.ts";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { newPair, newPlayer, newPolicy, newRound, newVote, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;
const textsOf = (pair: PairRecord) => [pair.a.text, pair.b.text].sort().join(" / ");

test("rapid pairs of the newest promoted policy come first, by priority, then those of older ones", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  await newPolicy(stores);
  await newPolicy(stores, { status: "candidate" });
  await stores.pool.add(arenaId, [
    newPair({ versions: [0, 0], priority: 9 }),
    newPair({ versions: [1, 1], priority: 1 }),
    newPair({ versions: [2, 2], priority: 8 }),
    newPair({ versions: [1, 0], priority: 5 }),
    newPair({ kind: "showdown", versions: [1, 0], priority: 7 }),
  ]);
  const deal = { arenaId, roundId: round.id, playerId: players[0]!.id, count: 3 };
  const pairs = await stores.pool.dealToPlayer(deal);
  expect(pairs.map(({ a, b }) => [a.policyVersion, b.policyVersion].sort())).toEqual([
    [0, 1],
    [1, 1],
    [0, 0],
  ]);
  expect(pairs[0]).toMatchObject({ kind: "rapid", prompt: "Why is the sky blue?", repeatOf: null });
  expect(await stores.pool.remaining(arenaId, 2)).toEqual({ rapid: 1, showdown: 0 });
  expect(await stores.pool.remaining(arenaId, 1)).toEqual({ rapid: 0, showdown: 1 });
});

test("dealers at the same moment never deal one pair twice", async () => {
  const { stores } = opened;
  const rooms = [await newRound(stores, { players: 10 }), await newRound(stores, { players: 10 })];
  await stores.pool.add(
    arenaId,
    Array.from({ length: 100 }, () => newPair()),
  );
  const dealt = await Promise.all(
    rooms.flatMap(({ round, players }) =>
      players.map((player) => stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: player.id, count: 5 })),
    ),
  );
  expect(dealt.every((pairs) => pairs.length === 5)).toBe(true);
  expect(new Set(dealt.flat().map(textsOf)).size).toBe(100);
});

test("a dry pool deals copies of pairs that the player has not seen, each once", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores, { players: 3 });
  await stores.pool.add(arenaId, [newPair(), newPair(), newPair()]);
  const deal = (player: number, count: number) =>
    stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[player]!.id, count });
  const first = await deal(0, 2);
  const second = await deal(1, 2); // the third pair, and one copy
  expect(second).toHaveLength(2);
  const third = await deal(2, 8);
  expect(third).toHaveLength(3);
  const ids = [first, second, third].flat().map(({ id }) => id);
  expect(new Set(ids).size).toBe(7);
  expect(new Set(third.map(textsOf)).size).toBe(3);
  expect(await deal(2, 8)).toEqual([]);
  const rest = await deal(1, 8);
  expect(new Set([...second, ...rest].map(textsOf)).size).toBe(3);
  const votes = third.map((pair) => newVote(pair, round.id, players[2]!.id));
  expect(await stores.votes.cast(votes)).toEqual(["accepted", "accepted", "accepted"]);
});

test("a repeat is one of the player's own judged pairs with its sides swapped, and comes once", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores, { players: 2 });
  const [ann, bob] = [players[0]!.id, players[1]!.id];
  await stores.pool.add(arenaId, [newPair(), newPair()]);
  const [pair] = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: ann, count: 1 });
  expect(await stores.pool.dealRepeat({ roundId: round.id, playerId: ann })).toBeNull();
  await stores.votes.cast([newVote(pair!, round.id, ann)]);
  expect(await stores.pool.dealRepeat({ roundId: round.id, playerId: bob })).toBeNull();
  const repeat = await stores.pool.dealRepeat({ roundId: round.id, playerId: ann });
  expect(repeat).toMatchObject({ kind: "rapid", repeatOf: pair!.id, a: pair!.b, b: pair!.a });
  await stores.votes.cast([newVote(repeat!, round.id, ann, "b")]);
  expect(await stores.pool.dealRepeat({ roundId: round.id, playerId: ann })).toBeNull();
});

test("what a player holds is what they were dealt in the round and haven't judged, without what was hidden", async () => {
  const { stores } = opened;
  const { round, players, session } = await newRound(stores, { players: 2 });
  const [ann, bob] = [players[0]!.id, players[1]!.id];
  await stores.pool.add(
    arenaId,
    Array.from({ length: 6 }, () => newPair()),
  );
  const held = (playerId: string) => stores.pool.heldBy({ roundId: round.id, playerId });
  expect(await held(ann)).toEqual([]);
  const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: ann, count: 3 });
  await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: bob, count: 2 });
  const byId = (pairs: typeof dealt) => [...pairs].sort((x, y) => x.id.localeCompare(y.id));
  expect(byId(await held(ann))).toEqual(byId(dealt));
  await stores.votes.cast([newVote(dealt[0]!, round.id, ann)]);
  await stores.reports.hide(session.id, dealt[1]!.a.id, true);
  expect(await held(ann)).toEqual(dealt.slice(2));
  expect(await stores.pool.heldBy({ roundId: session.id, playerId: ann })).toEqual([]);
});

test("a round has one showdown pair, whoever asks how often", async () => {
  const { stores } = opened;
  const { round } = await newRound(stores);
  await newPolicy(stores);
  expect(await stores.pool.dealShowdown({ arenaId, roundId: round.id })).toBeNull();
  await stores.pool.add(arenaId, [
    newPair({ versions: [0, 0], priority: 9 }),
    newPair({ kind: "showdown", versions: [0, 0], priority: 9 }),
    newPair({ kind: "showdown", versions: [1, 0], priority: 1 }),
  ]);
  const pair = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
  expect([pair!.a.policyVersion, pair!.b.policyVersion].sort()).toEqual([0, 1]);
  expect(await stores.pool.dealShowdown({ arenaId, roundId: round.id })).toEqual(pair);
  expect(await stores.pool.remaining(arenaId, 0)).toEqual({ rapid: 1, showdown: 1 });
});

test("without showdown pairs a rapid one serves, and in a dry pool a copy from another session", async () => {
  const { stores } = opened;
  const here = await newRound(stores);
  const there = await newRound(stores);
  await stores.pool.add(arenaId, [newPair()]);
  const pair = await stores.pool.dealShowdown({ arenaId, roundId: here.round.id });
  expect(pair).toMatchObject({ kind: "showdown" });
  const copy = await stores.pool.dealShowdown({ arenaId, roundId: there.round.id });
  expect(textsOf(copy!)).toBe(textsOf(pair!));
  expect(copy!.id).not.toBe(pair!.id);
  const next = await stores.rounds.open({ sessionId: here.session.id, index: 2 });
  expect(await stores.pool.dealShowdown({ arenaId, roundId: next.id })).toBeNull();
});

test("rolled back, a policy's pairs are neither dealt nor copied nor counted", async () => {
  const { stores } = opened;
  const { round, players, session } = await newRound(stores);
  await newPolicy(stores);
  await stores.pool.add(arenaId, [newPair({ versions: [1, 1] }), newPair({ versions: [1, 0] }), newPair()]);
  const deal = { arenaId, roundId: round.id, playerId: players[0]!.id };
  await stores.pool.dealToPlayer({ ...deal, count: 1 });
  expect(await stores.policies.rollback(arenaId, 0, "rude")).toBe(1);
  expect(await stores.pool.remaining(arenaId, 1)).toEqual({ rapid: 0, showdown: 0 });
  const other = await newPlayer(stores, session.id);
  const pairs = await stores.pool.dealToPlayer({ ...deal, playerId: other.id, count: 8 });
  expect(pairs.map(({ a, b }) => [a.policyVersion, b.policyVersion])).toEqual([[0, 0]]);
});

test("sides are decided by chance when pairs are added", async () => {
  const { stores, url } = opened;
  const { round, players } = await newRound(stores);
  const { db, sql } = connect(url, 1);
  const draws = [0.1, 0.9];
  const pool = createPoolStore(db, sql, () => draws.shift() ?? 0);
  const [kept, swapped] = [newPair({ priority: 2 }), newPair({ priority: 1 })];
  await pool.add(arenaId, [kept, swapped]);
  const pairs = await pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[0]!.id, count: 2 });
  expect(pairs.map(({ a, b }) => [a.text, b.text])).toEqual([
    [kept.a.text, kept.b.text],
    [swapped.b.text, swapped.a.text],
  ]);
  await sql.end();
});

test("whatever a model writes comes back, but for the character that Postgres can't hold", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  const pair = newPair();
  await stores.pool.add(arenaId, [{ ...pair, a: { ...pair.a, text: "nul\0 'quote' \\ 🦊 \u202E", tokens: [] } }]);
  const [dealt] = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[0]!.id, count: 1 });
  expect([dealt!.a.text, dealt!.b.text]).toContain("nul\uFFFD 'quote' \\ 🦊 \u202E");
});

test("pairs are added all or none: one of an unknown policy takes the rest with it", async () => {
  const { stores } = opened;
  await newPolicy(stores);
  await expect(stores.pool.add(arenaId, [newPair(), newPair({ versions: [7, 0] })])).rejects.toThrow();
  expect(await stores.pool.remaining(arenaId, 0)).toEqual({ rapid: 0, showdown: 0 });
  await stores.pool.add(arenaId, []);
  await stores.pool.add(
    arenaId,
    Array.from({ length: 1_201 }, () => newPair()),
  );
  expect(await stores.pool.remaining(arenaId, 0)).toEqual({ rapid: 1_201, showdown: 0 });
});

test("an answer in several pairs is one answer: who hides it hides it from all of them", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  const [first, second] = [newPair(), newPair()];
  const pairs = [first, { ...second, a: first.a }].map((pair) => ({ ...pair, prompt: first.prompt }));
  await stores.pool.add(arenaId, pairs);
  const deal = { arenaId, roundId: round.id, playerId: players[0]!.id };
  const [one] = await stores.pool.dealToPlayer({ ...deal, count: 1 });
  const shared = [one!.a, one!.b].find(({ text }) => text === first.a.text)!;
  expect(await stores.reports.hide(players[0]!.sessionId, shared.id, true)).toBe(true);
  expect(await stores.pool.dealToPlayer({ ...deal, count: 2 })).toEqual([]);
});

test("a model's Markdown is not shown", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  const pair = newPair();
  const text = "## Friends\n\n1. **Join** a club # or\n2. 2 * 3 **say";
  await stores.pool.add(arenaId, [{ ...pair, a: { ...pair.a, text } }]);
  const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[0]!.id, count: 1 });
  const texts = dealt.flatMap(({ a, b }) => [a.text, b.text]);
  expect(texts).toContain("Friends\n\n1. Join a club # or\n2. 2 * 3 say");
});

test("an answer that was stopped at its longest shows that it would go on", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  const pair = newPair();
  await stores.pool.add(arenaId, [
    {
      ...pair,
      a: { ...pair.a, text: "One way is to", ended: false },
      b: { ...pair.b, text: "It is easy.", ended: false },
    },
    newPair(),
  ]);
  const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[0]!.id, count: 2 });
  const texts = dealt.flatMap(({ a, b }) => [a.text, b.text]);
  expect(texts).toContain("One way is to…");
  expect(texts).toContain("It is easy. …");
  expect(texts.filter((text) => text.includes("…"))).toHaveLength(2);
});
