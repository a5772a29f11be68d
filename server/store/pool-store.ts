import { sql } from "drizzle-orm";
import type { Pool } from "../arena/ports.ts";
import { addPairs } from "./add-pairs.ts";
import type { Db } from "./connect.ts";
import { dealCopies, dealUndealt } from "./deal-pairs.ts";
import { dealPodium } from "./deal-podium.ts";
import { isOfPack } from "./played-prompts.ts";
import { readPairs } from "./read-pairs.ts";

/** `random`, 0-1, decides the sides. */
export function createPoolStore(db: Db, random: () => number = Math.random): Pool {
  return {
    add: (arenaId, pairs) => db.transaction((tx) => addPairs(tx, arenaId, pairs, random)),

    async dealRapid({ arenaId, roundId, playerId, count }) {
      const taken = await dealUndealt(db, { arenaId, roundId, playerId, from: "rapid", count });
      const missing = count - taken.length;
      const copies = missing > 0 ? await dealCopies(db, { arenaId, roundId, playerId, count: missing }) : [];
      return readPairs(db, [...taken, ...copies]);
    },

    async dealRepeat({ roundId, playerId }) {
      const rows = await db.execute<{ id: string }>(sql`
        insert into pairs (arena_id, kind, prompt_id, a, b, version, priority, round_id, player_id, dealt_at, repeat_of)
        select arena_id, 'rapid', prompt_id, b, a, version, priority, ${roundId}, player_id, now(), id
        from pairs first
        where player_id = ${playerId} and repeat_of is null
          and exists (select from votes where votes.pair_id = first.id and votes.player_id = first.player_id)
          and not exists (select from pairs again where again.repeat_of = first.id)
          and not exists (select from responses where id in (first.a, first.b) and hidden_at is not null)
        order by dealt_at, id limit 1
        on conflict do nothing
        returning id`);
      const [pair] = await readPairs(
        db,
        rows.map((row) => row.id),
      );
      return pair ?? null;
    },

    dealPodium: (deal) => dealPodium(db, deal),

    async dealShowdown({ arenaId, roundId }) {
      const already = await db.execute<{ id: string }>(
        sql`select id from pairs where round_id = ${roundId} and kind = 'showdown'`,
      );
      let ids = already.map((row) => row.id);
      const deal = { arenaId, roundId, playerId: null, count: 1 };
      if (ids.length === 0) ids = await dealUndealt(db, { ...deal, from: "showdown" });
      if (ids.length === 0) ids = await dealUndealt(db, { ...deal, from: "rapid" });
      if (ids.length === 0) ids = await dealCopies(db, deal);
      const [pair] = await readPairs(db, ids);
      return pair ?? null;
    },

    async remaining(arenaId, version, packId) {
      const rows = await db.execute<{ rapid: number; showdown: number }>(sql`
        select count(*) filter (where kind = 'rapid')::int as rapid,
          count(*) filter (where kind = 'showdown')::int as showdown
        from pairs join policies using (arena_id, version)
        where arena_id = ${arenaId} and version = ${version} and round_id is null and status <> 'rolled_back'
          and ${isOfPack(sql`pairs.prompt_id`, sql`${packId ?? null}::text`)}`);
      return { rapid: rows[0]?.rapid ?? 0, showdown: rows[0]?.showdown ?? 0 };
    },
  };
}
