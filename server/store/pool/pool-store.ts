import { sql } from "drizzle-orm";
import type postgres from "postgres";
import type { Pool } from "../../ports/pool.ts";
import type { Db } from "../postgres/connect.ts";
import { addPairs } from "./add-pairs.ts";
import { type CopyRing, dealCopies, RING_MS } from "./deal-copies.ts";
import { type DealPlace, dealRepeat, dealUndealt, PLACE_MS } from "./deal-pairs.ts";
import { dealPodium } from "./deal-podium.ts";
import { readPairs, showdownOf } from "./pair-records.ts";
import { RoundMemory } from "./round-memory.ts";
import { isOfPack } from "./session-prompts.ts";

/**
 * The driver's own tag is for deals, which it prepares (see `deal-pairs.ts`), and for what shares their conditions.
 * @param random 0-1, decides the sides
 */
export function createPoolStore(db: Db, driver: postgres.Sql, random: () => number = Math.random): Pool {
  const now = () => performance.now();
  const places = new RoundMemory<DealPlace>(PLACE_MS, now);
  const rings = new RoundMemory<CopyRing>(RING_MS, now);
  return {
    async add(arenaId, pairs) {
      await db.transaction((tx) => addPairs(tx, arenaId, pairs, random));
      places.forget();
    },

    async dealToPlayer({ arenaId, roundId, playerId, count }) {
      const taken = await dealUndealt(driver, { arenaId, roundId, playerId, from: "rapid", count }, places);
      const missing = count - taken.length;
      if (missing === 0) return taken;
      const copies = await dealCopies(driver, { arenaId, roundId, playerId, count: missing }, rings);
      const left = missing - copies.length;
      if (left === 0) return [...taken, ...copies];
      places.forget(roundId); // whoever would have to wait for a pair gets one that was added just now
      const added = await dealUndealt(driver, { arenaId, roundId, playerId, from: "rapid", count: left }, places);
      return [...taken, ...copies, ...added];
    },

    dealRepeat: (deal) => dealRepeat(driver, deal),

    heldBy: ({ roundId, playerId }) =>
      readPairs(
        db,
        sql`
          select * from pairs
          where player_id = ${playerId} and round_id = ${roundId}
            and not exists (select from votes where votes.pair_id = pairs.id and votes.player_id = pairs.player_id)
            and not exists (select from abstentions where abstentions.pair_id = pairs.id)
            and not exists (select from responses where id in (pairs.a, pairs.b) and hidden_at is not null)`,
      ),

    dealPodium: (deal) => dealPodium(db, deal),

    async dealShowdown({ arenaId, roundId }) {
      let pairs = await readPairs(db, showdownOf(roundId));
      const deal = { arenaId, roundId, playerId: null, count: 1 };
      if (pairs.length === 0) pairs = await dealUndealt(driver, { ...deal, from: "showdown" }, places);
      if (pairs.length === 0) pairs = await dealUndealt(driver, { ...deal, from: "rapid" }, places);
      if (pairs.length === 0) pairs = await dealCopies(driver, deal, rings);
      return pairs[0] ?? null;
    },

    async remaining(arenaId, version, packId) {
      const rows = await driver<{ rapid: number; showdown: number }[]>`
        select count(*) filter (where kind = 'rapid')::int as rapid,
          count(*) filter (where kind = 'showdown')::int as showdown
        from pairs join policies using (arena_id, version)
        where arena_id = ${arenaId} and version = ${version} and round_id is null and status <> 'rolled_back'
          and ${isOfPack(driver, driver`${packId ?? null}::text`)}`;
      return { rapid: rows[0]?.rapid ?? 0, showdown: rows[0]?.showdown ?? 0 };
    },
  };
}
