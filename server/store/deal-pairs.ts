import { type SQL, sql } from "drizzle-orm";
import type { ArenaId, PairKind } from "../arena/ports.ts";
import type { Db } from "./connect.ts";

interface Deal {
  readonly arenaId: ArenaId;
  readonly roundId: string;
  /** Null: a showdown, dealt to the round. */
  readonly playerId: string | null;
  readonly count: number;
}

/**
 * Takes undealt pairs out of the pool: newest promoted version first, then the first of `kinds`, then highest priority.
 * Rows that another dealer has just taken are skipped, so no pair is dealt twice and nobody waits. Returns pair ids.
 */
export async function dealUndealt(db: Db, deal: Deal & { readonly kinds: readonly PairKind[] }): Promise<string[]> {
  const kind = deal.playerId === null ? "showdown" : "rapid";
  const rows = await db.execute<{ id: string }>(sql`
    with chosen as (
      select pairs.id, version, priority
      from pairs join policies using (arena_id, version)
      where arena_id = ${deal.arenaId} and status = 'promoted' and round_id is null and kind in ${deal.kinds}
      order by (kind = ${deal.kinds[0]}) desc, version desc, priority desc, pairs.id
      limit ${deal.count}
      for update of pairs skip locked
    ), taken as (
      update pairs set kind = ${kind}, round_id = ${deal.roundId}, player_id = ${deal.playerId}, dealt_at = now()
      from chosen where pairs.id = chosen.id
      returning pairs.id
    )
    select id from taken join chosen using (id) order by version desc, priority desc, id`);
  return rows.map((row) => row.id);
}

/**
 * For a dry pool: deals copies, sides at random, of pairs that were dealt before but not to this player (or, for a
 * showdown, not in this session). Returns pair ids.
 */
export async function dealCopies(db: Db, deal: Deal): Promise<string[]> {
  const kind = deal.playerId === null ? "showdown" : "rapid";
  const rows = await db.execute<{ id: string }>(sql`
    with chosen as (
      select pairs.*, random() < 0.5 as swapped
      from pairs join policies using (arena_id, version)
      where arena_id = ${deal.arenaId} and status = 'promoted' and round_id is not null
        and copy_of is null and repeat_of is null and not ${seen(deal)}
      order by version desc, random()
      limit ${deal.count}
    )
    insert into pairs (arena_id, kind, prompt_id, a, b, version, priority, round_id, player_id, dealt_at, copy_of)
    select arena_id, ${kind}::pair_kind, prompt_id, case when swapped then b else a end, case when swapped then a else b end,
      version, priority, ${deal.roundId}, ${deal.playerId}, now(), id
    from chosen
    on conflict do nothing
    returning id`);
  return rows.map((row) => row.id);
}

/** Whether the player, or the whole session, has had a pair before: itself or as a copy; showdowns are seen by everyone in the session. */
function seen(deal: Deal): SQL {
  const audience =
    deal.playerId === null ? sql`true` : sql`(earlier.player_id = ${deal.playerId} or earlier.kind = 'showdown')`;
  return sql`exists (
    select from pairs earlier join rounds on rounds.id = earlier.round_id
    where (earlier.id = pairs.id or earlier.copy_of = pairs.id) and ${audience}
      and rounds.session_id = (select session_id from rounds where id = ${deal.roundId}))`;
}
