import type postgres from "postgres";
import type { PairKind } from "../../../shared/round/pair-kinds.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { PairRecord } from "../../ports/pool.ts";
import { dealtPairs, recordColumns } from "./pair-records.ts";
import type { RoundMemory } from "./round-memory.ts";
import { isPlayedIn } from "./session-prompts.ts";

/**
 * How far a round has been dealt: newer versions than this one have no undealt pairs, and in this one none stands above the priority; below 0
 * there are none at all. A dealt pair leaves a dead entry in the index of undealt ones until a vacuum, which can't come while a backup or an
 * export reads: whoever begins at the head of the index walks over all of them, at every deal.
 */
export interface DealPlace {
  readonly version: number;
  readonly priority: number;
  /** The newest promoted version that was looked at; later ones are looked at in any case. */
  readonly seen: number;
}

/**
 * Other processes add pairs, and give back those that they had locked: so long may they wait for a round that knows its place. While a round knows
 * that nothing is left, as a large crowd soon does, its deals don't ask again: they would be two statements each, and one of them in vain.
 */
export const PLACE_MS = 2_000;
const FROM_THE_TOP: DealPlace = { version: 2_147_483_647, priority: Number.POSITIVE_INFINITY, seen: 2_147_483_647 };

interface Deal {
  readonly arenaId: ArenaId;
  readonly roundId: string;
  /** Null: a showdown, dealt to the round. */
  readonly playerId: string | null;
  readonly count: number;
}

/**
 * Takes undealt pairs of a kind out of the pool: newest promoted version first, then highest priority. A rapid pair that
 * is dealt to a round becomes a showdown. A round that knows its place begins there, and looks from the top again once nothing is left.
 */
export async function dealUndealt(
  sql: postgres.Sql,
  deal: Deal & { readonly from: PairKind },
  places: RoundMemory<DealPlace>,
): Promise<readonly PairRecord[]> {
  const isKept = deal.playerId !== null; // a showdown is dealt once a round
  const known = isKept ? places.of(deal.roundId) : null;
  if (known !== null && known.version < 0) return [];
  let place = known ?? FROM_THE_TOP;
  /** Above the place there may be pairs that were added since: they are looked for before an older version's are dealt. */
  let mayHaveMissed = known !== null;
  let lowest = mayHaveMissed ? place.version : 0;
  let isNew = known === null;
  const dealt: PairRecord[] = [];
  while (dealt.length < deal.count) {
    const { pairs, ended } = await dealNewest(sql, { ...deal, place, lowest, count: deal.count - dealt.length });
    dealt.push(...pairs);
    place = ended;
    if (place.version >= lowest) continue;
    if (!mayHaveMissed) break;
    mayHaveMissed = false;
    lowest = 0;
    isNew = true;
    place = FROM_THE_TOP;
  }
  if (isKept) places.keep(deal.roundId, place, isNew);
  return dealt;
}

/**
 * One version at a time, so that the index gives the pairs in the order wanted and only those dealt are read. Rows that
 * another dealer has just taken are skipped: no pair is dealt twice, and nobody waits. Where it ended is dry when no version has pairs.
 *
 * A player waits for each deal, and there is one for every few votes: it's one statement, which the driver
 * prepares, so that it costs one exchange and isn't planned again; its limit is part of the text, or the plan would be one for
 * a tenth of the pool. Whether a version has pairs is asked by a subquery with a limit; an `exists` is made a join, which reads all.
 */
async function dealNewest(
  sql: postgres.Sql,
  deal: Deal & { readonly from: PairKind; readonly place: DealPlace; readonly lowest: number },
): Promise<{ readonly pairs: readonly PairRecord[]; readonly ended: DealPlace }> {
  const { arenaId, from, place } = deal;
  const kind = deal.playerId === null ? "showdown" : "rapid";
  const highest = (version: ReturnType<typeof sql>) => sql`
    case when ${version} = ${place.version}::int then ${String(place.priority)}::float8 else 'infinity' end`;
  const rows = await sql<(PairRecord & { version: number | null; priority: number; seen: number })[]>`
    with seen as materialized (
      select coalesce(max(version), -1) as version from policies where arena_id = ${arenaId} and status = 'promoted'
    ), newest as materialized (
      select version from policies
      where arena_id = ${arenaId} and status = 'promoted' and version >= ${deal.lowest}
        and (version <= ${place.version} or version > ${place.seen}) and (
        select true from pairs where pairs.arena_id = policies.arena_id and pairs.kind = ${from}
          and pairs.version = policies.version and pairs.round_id is null
          and pairs.priority <= ${highest(sql`policies.version`)} limit 1)
      order by version desc limit 1
    ), chosen as (
      select id from pairs
      where arena_id = ${arenaId} and kind = ${from} and version = (select version from newest) and round_id is null
        and priority <= (select ${highest(sql`version`)} from newest)
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
    select seen.version as seen, newest.version, dealt.priority, ${recordColumns(sql)}
    from seen left join newest on true left join (${dealtPairs(sql)}) on true
    order by dealt.priority desc, dealt.id`;
  const { version, seen } = rows[0]!;
  if (version === null) return { pairs: [], ended: { version: -1, priority: 0, seen } };
  const dealt = rows.filter(({ id }) => id !== null);
  const pairs = dealt.map(({ version: _, priority: _priority, seen: _seen, ...pair }) => pair);
  if (dealt.length === deal.count) return { pairs, ended: { version, priority: dealt.at(-1)!.priority, seen } };
  return { pairs, ended: { version: version - 1, priority: Number.POSITIVE_INFINITY, seen } };
}

function literal(sql: postgres.Sql, count: number) {
  return sql.unsafe(String(Math.trunc(count)));
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
