import type postgres from "postgres";
import type { PairRecord, Pool } from "../../ports/pool.ts";
import type { Db } from "../postgres/connect.ts";
import { addPairs } from "./add-pairs.ts";
import { dealCopies, dealRepeat, dealUndealt } from "./deal-pairs.ts";
import { dealPodium } from "./deal-podium.ts";
import { dealtPairs, recordColumns } from "./pair-records.ts";
import { isOfPack } from "./played-prompts.ts";
import { readPairs } from "./read-pairs.ts";

/** `random`, 0-1, decides the sides. */
export function createPoolStore(db: Db, sql: postgres.Sql, random: () => number = Math.random): Pool {
  return {
    add: (arenaId, pairs) => db.transaction((tx) => addPairs(tx, arenaId, pairs, random)),

    async dealToPlayer({ arenaId, roundId, playerId, count }) {
      const taken = await dealUndealt(sql, { arenaId, roundId, playerId, from: "rapid", count });
      const missing = count - taken.length;
      return missing > 0
        ? [...taken, ...(await dealCopies(sql, { arenaId, roundId, playerId, count: missing }))]
        : taken;
    },

    dealRepeat: (deal) => dealRepeat(sql, deal),

    heldBy: ({ roundId, playerId }) => sql<PairRecord[]>`
      with dealt as (
        select * from pairs
        where player_id = ${playerId} and round_id = ${roundId}
          and not exists (select from votes where votes.pair_id = pairs.id and votes.player_id = pairs.player_id)
          and not exists (select from responses where id in (pairs.a, pairs.b) and hidden_at is not null)
      )
      select ${recordColumns(sql)} from ${dealtPairs(sql)} order by dealt.dealt_at, dealt.id`,

    dealPodium: (deal) => dealPodium(db, deal),

    async dealShowdown({ arenaId, roundId }) {
      const already = await sql<{ id: string }[]>`
        select id from pairs where round_id = ${roundId} and kind = 'showdown'`;
      let pairs: readonly PairRecord[] = await readPairs(
        db,
        already.map(({ id }) => id),
      );
      const deal = { arenaId, roundId, playerId: null, count: 1 };
      if (pairs.length === 0) pairs = await dealUndealt(sql, { ...deal, from: "showdown" });
      if (pairs.length === 0) pairs = await dealUndealt(sql, { ...deal, from: "rapid" });
      if (pairs.length === 0) pairs = await dealCopies(sql, deal);
      return pairs[0] ?? null;
    },

    async remaining(arenaId, version, packId) {
      const rows = await sql<{ rapid: number; showdown: number }[]>`
        select count(*) filter (where kind = 'rapid')::int as rapid,
          count(*) filter (where kind = 'showdown')::int as showdown
        from pairs join policies using (arena_id, version)
        where arena_id = ${arenaId} and version = ${version} and round_id is null and status <> 'rolled_back'
          and ${isOfPack(sql, sql`${packId ?? null}::text`)}`;
      return { rapid: rows[0]?.rapid ?? 0, showdown: rows[0]?.showdown ?? 0 };
    },
  };
}
