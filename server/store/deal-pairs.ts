import { type SQL, sql } from "drizzle-orm";
import type { ArenaId, PairKind } from "../arena/ports.ts";
import type { Db } from "./connect.ts";
import { isPlayedIn } from "./played-prompts.ts";

interface Deal {
  readonly arenaId: ArenaId;
  readonly roundId: string;
  /** Null: a showdown, dealt to the round. */
  readonly playerId: string | null;
  readonly count: number;
}

/**
 * Takes undealt pairs of a kind out of the pool: newest promoted version first, then highest priority. A rapid pair that
 * is dealt to a round becomes a showdown. Returns pair ids.
 */
export async function dealUndealt(db: Db, deal: Deal & { readonly from: PairKind }): Promise<string[]> {
  const versions = await db.execute<{ version: number }>(sql`
    select version from policies
    where arena_id = ${deal.arenaId} and status = 'promoted' and exists (
      select from pairs where pairs.arena_id = policies.arena_id and pairs.kind = ${deal.from}
        and pairs.version = policies.version and pairs.round_id is null)
    order by version desc`);
  const dealt: string[] = [];
  for (const { version } of versions) {
    if (dealt.length === deal.count) break;
    dealt.push(...(await dealVersion(db, { ...deal, version, count: deal.count - dealt.length })));
  }
  return dealt;
}

/**
 * One version at a time, so that the index gives the pairs in the order wanted and only those dealt are read. Rows that
 * another dealer has just taken are skipped: no pair is dealt twice, and nobody waits.
 */
async function dealVersion(
  db: Db,
  deal: Deal & { readonly from: PairKind; readonly version: number },
): Promise<string[]> {
  const kind = deal.playerId === null ? "showdown" : "rapid";
  const rows = await db.execute<{ id: string }>(sql`
    with chosen as (
      select id, priority from pairs
      where arena_id = ${deal.arenaId} and kind = ${deal.from} and version = ${deal.version} and round_id is null
        and (select status from policies where arena_id = ${deal.arenaId} and version = ${deal.version}) = 'promoted'
        and not exists (select from responses where id in (pairs.a, pairs.b) and hidden_at is not null)
        and ${isPlayedIn(sql`pairs.prompt_id`, deal.roundId)}
      order by priority desc, id
      limit ${deal.count}
      for update skip locked
    ), taken as (
      update pairs set kind = ${kind}, round_id = ${deal.roundId}, player_id = ${deal.playerId}, dealt_at = now()
      from chosen where pairs.id = chosen.id
      returning pairs.id
    )
    select id from taken join chosen using (id) order by priority desc, id`);
  return rows.map((row) => row.id);
}

/** Copies are drawn from so many of the newest, so that a deal costs the same however many pairs were ever dealt. */
const COPY_CANDIDATES = 500;

/**
 * For a dry pool: deals copies, sides at random, of pairs that were dealt before but not to this player (or, for a
 * showdown, not in this session). Returns pair ids.
 */
export async function dealCopies(db: Db, deal: Deal): Promise<string[]> {
  const kind = deal.playerId === null ? "showdown" : "rapid";
  const rows = await db.execute<{ id: string }>(sql`
    with seen as (${seen(deal)}), candidates as (
      select pairs.*
      from pairs join policies using (arena_id, version)
      where arena_id = ${deal.arenaId} and status = 'promoted' and round_id is not null
        and copy_of is null and repeat_of is null and pairs.id not in (select id from seen)
        and kind in ('rapid', 'showdown') and not exists (
          select from responses where id in (pairs.a, pairs.b) and (hidden_at is not null or author_id is not null))
        and ${isPlayedIn(sql`pairs.prompt_id`, deal.roundId)}
      order by version desc
      limit ${deal.count + COPY_CANDIDATES}
    ), chosen as (
      select *, random() < 0.5 as swapped from candidates order by version desc, random() limit ${deal.count}
    )
    insert into pairs (arena_id, kind, prompt_id, a, b, version, priority, round_id, player_id, dealt_at, copy_of)
    select arena_id, ${kind}::pair_kind, prompt_id, case when swapped then b else a end, case when swapped then a else b end,
      version, priority, ${deal.roundId}, ${deal.playerId}, now(), id
    from chosen
    on conflict do nothing
    returning id`);
  return rows.map((row) => row.id);
}

/** The originals of all pairs that the player, or for a showdown the session, has had; everyone in a session sees its showdowns. */
function seen(deal: Deal): SQL {
  const audience =
    deal.playerId === null ? sql`true` : sql`(pairs.player_id = ${deal.playerId} or pairs.kind <> 'rapid')`;
  return sql`
    select coalesce(pairs.copy_of, pairs.id) as id
    from pairs join rounds on rounds.id = pairs.round_id
    where ${audience} and rounds.session_id = (select session_id from rounds where id = ${deal.roundId})`;
}
