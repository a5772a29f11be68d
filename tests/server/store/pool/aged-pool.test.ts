import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { createPoolStore } from "../../../../server/store/pool/pool-store.ts";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { newPair, newPlayer, newPolicy, newRound, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;
const newPairs = (count: number, versions: [number, number] = [0, 0]) =>
  Array.from({ length: count }, (_, i) => newPair({ priority: -i, versions }));

/** A pool on a connection of its own, and how many pages of tables and indexes some work there reads. */
function measuredPool(url: string) {
  const { db, sql } = connect(url, 1);
  async function pages(): Promise<number> {
    await sql`select pg_stat_force_next_flush()`;
    const [row] = await sql<{ pages: number }[]>`
      select (blks_hit + blks_read)::float8 as pages from pg_stat_database where datname = current_database()`;
    return row!.pages;
  }
  return {
    pool: createPoolStore(db, sql),
    sql,
    async read(work: () => Promise<unknown>): Promise<number> {
      await pages();
      const before = await pages();
      await work();
      return (await pages()) - before;
    },
  };
}

test("while a backup reads, a deal reads no more for all the pairs that were dealt before it", async () => {
  const { stores, url } = opened;
  const { round, players } = await newRound(stores);
  await stores.pool.add(arenaId, newPairs(3_000));
  const { pool, read, sql } = measuredPool(url);
  const deal = () => pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[0]!.id, count: 4 });
  const backup = connect(url, 1);
  const reading = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const held = backup.sql.begin("isolation level repeatable read", async (tx) => {
    await tx`select 1`;
    begun.resolve();
    await reading.promise;
  });
  await begun.promise;
  for (let i = 0; i < 8; i++) await deal(); // Postgres plans the first ones anew
  const early = await read(deal);
  for (let i = 0; i < 600; i++) await deal();
  const late = await read(deal);
  expect(late).toBeLessThan(2 * early);
  reading.resolve();
  await held;
  await Promise.all([sql.end(), backup.sql.end()]);
});

test("in a dry pool a deal of copies doesn't read all that there is to copy", async () => {
  const { stores, url } = opened;
  const { round, players, session } = await newRound(stores, { players: 2 });
  await stores.pool.add(arenaId, newPairs(600));
  const deal = (playerId: string, count: number) => ({ arenaId, roundId: round.id, playerId, count });
  await stores.pool.dealToPlayer(deal(players[0]!.id, 600));
  const { pool, read, sql } = measuredPool(url);
  const first = await read(() => pool.dealToPlayer(deal(players[1]!.id, 4)));
  const others = await Promise.all(Array.from({ length: 8 }, () => newPlayer(stores, session.id)));
  for (const { id } of others) expect(await pool.dealToPlayer(deal(id, 4))).toHaveLength(4);
  const later = await read(() => pool.dealToPlayer(deal(players[1]!.id, 4)));
  expect(later).toBeLessThan(first / 4);
  await sql.end();
});

test("a player is dealt each copy once, and everything that there is, also where others deal from the same ring", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores, { players: 3 });
  await stores.pool.add(arenaId, newPairs(80));
  const deal = (playerId: string, count: number) =>
    stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count });
  await deal(players[0]!.id, 80);
  const dealt: string[][] = [[], []];
  for (let i = 0; i < 20; i++)
    for (const [at, { id }] of players.slice(1).entries())
      dealt[at]!.push(...(await deal(id, 4)).map(({ a, b }) => [a.id, b.id].sort().join()));
  for (const one of dealt) expect(new Set(one).size).toBe(80);
  expect(dealt.map((one) => one.length)).toEqual([80, 80]);
  expect(await deal(players[1]!.id, 4)).toEqual([]);
});

test("a round that knows its place deals a newer version's pairs at once, and what another process added before older ones", async () => {
  const { stores, url } = opened;
  const { round, players } = await newRound(stores);
  await newPolicy(stores);
  const trainer = openStores(url);
  await trainer.pool.add(arenaId, [...newPairs(4), ...newPairs(6, [1, 1])]);
  const deal = async (count: number) =>
    (await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[0]!.id, count })).map(
      ({ a }) => a.policyVersion,
    );
  expect(await deal(2)).toEqual([1, 1]);
  await newPolicy(stores);
  await trainer.pool.add(arenaId, newPairs(1, [2, 2]));
  expect(await deal(2)).toEqual([2, 1]);
  await trainer.pool.add(arenaId, newPairs(2, [1, 1])); // above the place in version 1
  expect(await deal(6)).toEqual([1, 1, 1, 1, 1, 0]);
  expect(await deal(3)).toEqual([0, 0, 0]);
  await trainer.close();
});

test("while copies serve a dry round nobody looks for other pairs; where they don't, a new pair is dealt at once", async () => {
  const { stores, url } = opened;
  const { round, players } = await newRound(stores, { players: 3 });
  const trainer = openStores(url);
  await trainer.pool.add(arenaId, newPairs(8));
  const deal = async (player: number, count: number) =>
    (await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[player]!.id, count })).length;
  expect(await deal(0, 8)).toBe(8);
  expect(await deal(1, 4)).toBe(4); // of copies: the round knows that it is dry
  await trainer.pool.add(arenaId, newPairs(1));
  expect(await deal(1, 4)).toBe(4);
  expect((await stores.pool.remaining(arenaId, 0)).rapid).toBe(1);
  expect(await deal(1, 2)).toBe(1); // there is nothing left to copy
  expect(await deal(2, 8)).toBe(8);
  await trainer.close();
});
