import type postgres from "postgres";
import type { PairKind } from "../../../shared/round/pair-kinds.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { PairRecord } from "../../ports/pool.ts";
import { dealtPairs, recordColumns } from "./pair-records.ts";
import { isPlayedIn } from "./played-prompts.ts";

interface Deal {
  readonly arenaId: ArenaId;
  readonly roundId: string;
  /** Null: a showdown, dealt to the round. */
  readonly playerId: string | null;
  readonly count: number;
}

const ABOVE_ALL_VERSIONS = 2_147_483_647;

/**
 * Takes undealt pairs of a kind out of the pool: newest promoted version first, then highest priority. A rapid pair that
 * is dealt to a round becomes a showdown.
 */
export async function dealUndealt(
  sql: postgres.Sql,
  deal: Deal & { readonly from: PairKind },
): Promise<readonly PairRecord[]> {
  const dealt: PairRecord[] = [];
  for (let below = ABOVE_ALL_VERSIONS; dealt.length < deal.count; ) {
    const taken = await dealNewest(sql, { ...deal, below, count: deal.count - dealt.length });
    if (taken === null) break;
    dealt.push(...taken.pairs);
    below = taken.version;
  }
  return dealt;
}

/**
 * One version at a time, so that the index gives the pairs in the order wanted and only those dealt are read. Rows that
 * another dealer has just taken are skipped: no pair is dealt twice, and nobody waits. Null when no version has pairs.
 *
 * A player waits for each deal, and there is one for every few votes: it's one statement, which the driver
 * prepares, so that it costs one exchange and isn't planned again; its limit is part of the text, or the plan would be one for
 * a tenth of the pool. Whether a version has pairs is asked by a subquery with a limit; an `exists` is made a join, which reads all.
 */
async function dealNewest(
  sql: postgres.Sql,
  deal: Deal & { readonly from: PairKind; readonly below: number },
): Promise<{ version: number; pairs: readonly PairRecord[] } | null> {
  const { arenaId, from } = deal;
  const kind = deal.playerId === null ? "showdown" : "rapid";
  const rows = await sql<(PairRecord & { version: number })[]>`
    with newest as materialized (
      select version from policies
      where arena_id = ${arenaId} and status = 'promoted' and version < ${deal.below} and (
        select true from pairs where pairs.arena_id = policies.arena_id and pairs.kind = ${from}
          and pairs.version = policies.version and pairs.round_id is null limit 1)
      order by version desc limit 1
    ), chosen as (
      select id from pairs
      where arena_id = ${arenaId} and kind = ${from} and version = (select version from newest) and round_id is null
        and (select hidden_at from responses where id = pairs.a) is null
        and (select hidden_at from responses where id = pairs.b) is null
        and ${isPlayedIn(sql, deal.roundId)}
      order by priority desc, id
      limit ${literal(sql, deal.count)}
      for update skip locked
    ), dealt as (
      update pairs set kind = ${kind}, round_id = ${deal.roundId}, player_id = ${deal.playerId}, dealt_at = now()
      from chosen where pairs.id = chosen.id
      returning pairs.*
    )
    select newest.version, ${recordColumns(sql)}
    from newest left join (${dealtPairs(sql)}) on true
    order by dealt.priority desc, dealt.id`;
  const [first] = rows;
  if (first === undefined) return null;
  return { version: first.version, pairs: rows.filter(({ id }) => id !== null).map(({ version: _, ...pair }) => pair) };
}

function literal(sql: postgres.Sql, count: number) {
  return sql.unsafe(String(Math.trunc(count)));
}

/** Copies are drawn from so many of the newest, so that a deal costs the same however many pairs were ever dealt. */
const COPY_CANDIDATES = 500;

/**
 * For a dry pool: deals copies, sides at random, of pairs that were dealt before but not to this player (or, for a
 * showdown, not in this session).
 */
export async function dealCopies(sql: postgres.Sql, deal: Deal): Promise<readonly PairRecord[]> {
  const kind = deal.playerId === null ? "showdown" : "rapid";
  return sql<PairRecord[]>`
    with seen as (${seen(sql, deal)}), candidates as (
      select pairs.*
      from pairs join policies using (arena_id, version)
      where arena_id = ${deal.arenaId} and status = 'promoted' and round_id is not null
        and copy_of is null and repeat_of is null and pairs.id not in (select id from seen)
        and kind in ('rapid', 'showdown') and not exists (
          select from responses where id in (pairs.a, pairs.b) and (hidden_at is not null or author_id is not null))
        and ${isPlayedIn(sql, deal.roundId)}
      order by version desc
      limit ${deal.count + COPY_CANDIDATES}
    ), chosen as (
      select *, random() < 0.5 as swapped from candidates order by version desc, random() limit ${deal.count}
    ), dealt as (
      insert into pairs (arena_id, kind, prompt_id, a, b, version, priority, round_id, player_id, dealt_at, copy_of)
      select arena_id, ${kind}::pair_kind, prompt_id, case when swapped then b else a end, case when swapped then a else b end,
        version, priority, ${deal.roundId}, ${deal.playerId}, now(), id
      from chosen
      on conflict do nothing
      returning *
    )
    select ${recordColumns(sql)} from ${dealtPairs(sql)}`;
}

/** The originals of all pairs that the player, or for a showdown the session, has had; everyone in a session sees its showdowns. */
function seen(sql: postgres.Sql, deal: Deal) {
  const audience =
    deal.playerId === null ? sql`true` : sql`(pairs.player_id = ${deal.playerId} or pairs.kind <> 'rapid')`;
  return sql`
    select coalesce(pairs.copy_of, pairs.id) as id
    from pairs join rounds on rounds.id = pairs.round_id
    where ${audience} and rounds.session_id = (select session_id from rounds where id = ${deal.roundId})`;
}

/**
 * The player's earliest pair that was judged and not repeated yet, again with its sides swapped. In order and one by one
 * (the offset keeps the conditions outside): joins would look all of their pairs up to find the first. `num_nulls`
 * because `is null` invites a planner without statistics into the index of all that repeat nothing.
 */
export async function dealRepeat(
  sql: postgres.Sql,
  { roundId, playerId }: { readonly roundId: string; readonly playerId: string },
): Promise<PairRecord | null> {
  const [pair] = await sql<PairRecord[]>`
    with dealt as (
      insert into pairs (arena_id, kind, prompt_id, a, b, version, priority, round_id, player_id, dealt_at, repeat_of)
      select arena_id, 'rapid', prompt_id, b, a, version, priority, ${roundId}, player_id, now(), id
      from (
        select * from pairs where player_id = ${playerId} and num_nulls(repeat_of) = 1 order by dealt_at, id offset 0
      ) as first
      where (select true from votes where votes.pair_id = first.id and votes.player_id = first.player_id)
        and (select true from pairs again where again.repeat_of = first.id) is null
        and (select hidden_at from responses where id = first.a) is null
        and (select hidden_at from responses where id = first.b) is null
      order by dealt_at, id limit 1
      on conflict do nothing
      returning *
    )
    select ${recordColumns(sql)} from ${dealtPairs(sql)}`;
  return pair ?? null;
}
