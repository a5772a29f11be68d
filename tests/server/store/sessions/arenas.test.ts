import postgres from "postgres";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { DEFAULT_SETTINGS } from "../../../../shared/round/settings.ts";
import { newPair, newPlayer, newPolicy, newRound, newVote, withStores } from "../../../support/open-arena.ts";

const opened = withStores();

async function newArena(name: string) {
  const made = await opened.stores.arenas.create({ name, title: name.toUpperCase() });
  if (made === null) throw new Error("The name was meant to be new");
  return made;
}

test("the main arena is there from the start; another has a name of its own and a key that alone opens it", async () => {
  const { arenas } = opened.stores;
  expect(await arenas.byName("main")).toMatchObject({ id: MAIN_ARENA, listed: true, version: null });
  expect(await arenas.isOpenTo(MAIN_ARENA, undefined)).toBe(true);
  const { arena, key } = await newArena("class-7b");
  expect(arena).toMatchObject({ name: "class-7b", title: "CLASS-7B", listed: false });
  expect(arena.id).not.toBe(MAIN_ARENA);
  expect(await arenas.create({ name: "class-7b", title: "Another" })).toBeNull();
  expect(await arenas.byName("class-7c")).toBeNull();
  const keys = [undefined, "", `${key}x`, (await newArena("class-7c")).key, key];
  expect(await Promise.all(keys.map((one) => arenas.isOpenTo(arena.id, one)))).toEqual([
    ...[false, false, false, false, true],
  ]);
  expect(await arenas.isOpenTo(999, key)).toBe(false);
});

test("the boards name the main arena and those that were made public", async () => {
  const { arenas } = opened.stores;
  const [zebra, ant] = [await newArena("zebra"), await newArena("ant")];
  expect((await arenas.listed()).map(({ name }) => name)).toEqual(["main"]);
  for (const { arena } of [zebra, ant]) await arenas.change(arena.id, { listed: true });
  expect((await arenas.listed()).map(({ name }) => name)).toEqual(["main", "ant", "zebra"]);
  await arenas.change(ant.arena.id, { listed: false });
  expect((await arenas.listed()).map(({ name }) => name)).toEqual(["main", "zebra"]);
});

test("a new arena can be played at once: it has version 0 of the main one and copies of its pairs, and nothing of what was learnt", async () => {
  const { stores } = opened;
  await newPolicy(stores, { folder: "policies/start", metrics: { adapterRank: 8 } });
  await newPolicy(stores);
  const pairs = [newPair(), newPair(), newPair({ kind: "showdown" })];
  await stores.pool.add(MAIN_ARENA, [...pairs, newPair({ versions: [1, 1] }), newPair({ versions: [1, 0] })]);
  const prompt = { id: "lab-1", text: "Why?" };
  await stores.showcase.add(MAIN_ARENA, 0, [{ prompt, text: "Because.", tokens: [1] }]);
  // What was dealt in the main arena is as good as new elsewhere.
  const main = await newRound(stores);
  const dealt = { arenaId: MAIN_ARENA, roundId: main.round.id, playerId: main.players[0]!.id, count: 9 };
  expect(await stores.pool.dealToPlayer(dealt)).toHaveLength(4);

  const { arena } = await newArena("own");
  expect(await stores.policies.list(arena.id)).toMatchObject([
    { version: 0, status: "promoted", folder: "policies/start", metrics: { adapterRank: 8 }, comparisonId: 0 },
  ]);
  expect(arena.version).toBe(0);
  expect(await stores.pool.remaining(arena.id, 0)).toEqual({ rapid: 2, showdown: 1 });
  expect(await stores.showcase.of(arena.id, [0, 1])).toEqual([{ prompt: "Why?", version: 0, text: "Because." }]);
  const { session } = await stores.sessions.create(DEFAULT_SETTINGS, arena.id);
  expect(session).toMatchObject({ arenaId: arena.id, arena: "own" });
  const round = await stores.rounds.open({ sessionId: session.id, index: 1 });
  const player = await newPlayer(stores, session.id);
  const own = await stores.pool.dealToPlayer({ arenaId: arena.id, roundId: round.id, playerId: player.id, count: 9 });
  expect(own.map(({ a }) => [a.policyVersion, a.reward])).toEqual([
    [0, null],
    [0, null],
  ]);
  const texts = ({ a, b }: { a: { text: string }; b: { text: string } }) => [a.text, b.text].sort().join();
  expect(own.map(texts).sort()).toEqual(pairs.slice(0, 2).map(texts).sort());
  await stores.votes.cast([newVote(own[0]!, round.id, player.id)]);
  await stores.rounds.close(round.id);
  expect(await stores.comparisons.after(arena.id, 0, 10)).toHaveLength(1);
  expect(await stores.comparisons.after(MAIN_ARENA, 0, 10)).toEqual([]);
  expect((await stores.leaderboard.players(arena.id, null, 10)).map(({ nickname }) => nickname)).toEqual([
    player.nickname,
  ]);
  expect((await stores.leaderboard.players(MAIN_ARENA, null, 10)).map(({ nickname }) => nickname)).toEqual([
    main.players[0]!.nickname,
  ]);
});

test("a new arena waits for the trainer where the main one has no version yet", async () => {
  const { arena } = await newArena("early");
  expect(arena.version).toBeNull();
  expect(await opened.stores.arenas.needs()).toMatchObject([
    { arenaId: MAIN_ARENA, ready: false, playing: false },
    { arenaId: arena.id, ready: false, playing: false },
  ]);
});

test("the trainer is told of games under way and of votes that no version has learnt from", async () => {
  const { stores, url } = opened;
  const { round, session, players } = await newRound(stores);
  const { arena } = await newArena("quiet");
  const needOf = async (arenaId: number) => (await stores.arenas.needs()).find((need) => need.arenaId === arenaId);
  expect(await needOf(arena.id)).toBeUndefined();
  expect(await needOf(MAIN_ARENA)).toEqual({
    ...{ arenaId: MAIN_ARENA, ready: true, playing: true, lastComparison: 0, learnt: 0 },
  });
  await stores.pool.add(MAIN_ARENA, [newPair({ kind: "showdown" })]);
  const pair = (await stores.pool.dealShowdown({ arenaId: MAIN_ARENA, roundId: round.id }))!;
  await stores.votes.cast([newVote(pair, round.id, players[0]!.id)]);
  await stores.rounds.close(round.id);
  const [comparison] = await stores.comparisons.after(MAIN_ARENA, 0, 1);
  expect(await needOf(MAIN_ARENA)).toMatchObject({ lastComparison: comparison!.id, learnt: 0 });
  await newPolicy(stores, { status: "rejected", reason: "dull", comparisonId: comparison!.id });
  expect(await needOf(MAIN_ARENA)).toMatchObject({ learnt: comparison!.id });
  // A host went home without ending the game.
  const sql = postgres(url, { max: 1 });
  await sql`update sessions set created_at = now() - interval '31 minutes' where id = ${session.id}`;
  expect(await needOf(MAIN_ARENA)).toMatchObject({ playing: true });
  await sql`update rounds set opened_at = now() - interval '31 minutes'`;
  await sql.end();
  expect(await needOf(MAIN_ARENA)).toMatchObject({ playing: false });
});

test("a trainer that lives is idle in an arena to which it doesn't come", async () => {
  const { heartbeats } = opened.stores;
  const { arena } = await newArena("resting");
  expect(await heartbeats.last(arena.id)).toBeNull();
  await heartbeats.beat(MAIN_ARENA, "improve");
  expect(await heartbeats.last(arena.id)).toMatchObject({ state: "idle" });
  await heartbeats.beat(arena.id, "waiting");
  expect(await heartbeats.last(arena.id)).toMatchObject({ state: "waiting" });
  expect(await heartbeats.last(MAIN_ARENA)).toMatchObject({ state: "improve" });
});
