import type postgres from "postgres";
import type { ArenaId } from "../../ports/arena.ts";
import type { PairRecord } from "../../ports/pool.ts";
import { dealtPairs, recordColumns } from "./pair-records.ts";
import type { RoundMemory } from "./round-memory.ts";
import { isPlayedIn } from "./session-prompts.ts";

/** A dry pool deals copies of what was dealt before. In a large crowd that is most of all deals, so a round remembers what there is to copy. */
interface CopyDeal {
  readonly arenaId: ArenaId;
  readonly roundId: string;
  /** Null: a showdown, dealt to the round. */
  readonly playerId: string | null;
  readonly count: number;
}

/** Pairs of which a round may deal copies, by their ids in random order, and where its next deal begins in them. */
export interface CopyRing {
  readonly ids: readonly string[];
  readonly next: number;
}

/** How long a round's ring serves. */
export const RING_MS = 5_000;
/** Copies are drawn from so many of the newest, so that a deal costs the same however many pairs were ever dealt. */
const COPY_CANDIDATES = 500;
/** With fewer pairs of the newest version, those of older ones are copied too. */
const FEWEST_NEWEST = 60;
/** A player has seen some of the ring: so many more are offered than are dealt. */
const SPARE = 12;

/**
 * Deals copies, sides at random, of pairs that were dealt before but not to this player (or, for a
 * showdown, not in this session).
 */
export async function dealCopies(
  sql: postgres.Sql,
  deal: CopyDeal,
  rings: RoundMemory<CopyRing>,
): Promise<readonly PairRecord[]> {
  const { playerId, roundId, count } = deal;
  if (playerId === null) return dealWidely(sql, deal);
  const known = rings.of(roundId);
  const ring = known ?? { ids: await copyable(sql, deal), next: 0 };
  const offered = Array.from(
    { length: Math.min(ring.ids.length, count + SPARE) },
    (_, i) => ring.ids[(ring.next + i) % ring.ids.length]!,
  );
  rings.keep(roundId, { ...ring, next: ring.next + count }, known === null);
  const dealt = offered.length === 0 ? [] : await dealOffered(sql, { ...deal, playerId }, offered);
  if (dealt.length >= count) return dealt;
  return [...dealt, ...(await dealWidely(sql, { ...deal, count: count - dealt.length }))];
}

/** Pairs that are somebody's to copy: originals, of promoted versions, with prompts of the round, nothing hidden, and nothing that a player wrote. */
const isCopyable = (sql: postgres.Sql, { arenaId, roundId }: CopyDeal) => sql`
  arena_id = ${arenaId} and status = 'promoted' and round_id is not null
  and copy_of is null and repeat_of is null and kind in ('rapid', 'showdown') and not exists (
    select from responses where id in (pairs.a, pairs.b) and (hidden_at is not null or author_id is not null))
  and ${isPlayedIn(sql, roundId)}`;

/** The showdowns of a round's session, as originals: everyone in it has seen them. */
const shown = (sql: postgres.Sql, { roundId }: CopyDeal) => sql`
  select coalesce(pairs.copy_of, pairs.id) as id
  from rounds join pairs on pairs.round_id = rounds.id and pairs.kind = 'showdown'
  where rounds.session_id = (select session_id from rounds where id = ${roundId})`;

async function copyable(sql: postgres.Sql, deal: CopyDeal): Promise<readonly string[]> {
  const rows = await sql<{ id: string; version: number }[]>`
    select id, version from (
      select pairs.id, version from pairs join policies using (arena_id, version)
      where ${isCopyable(sql, deal)} and pairs.id not in (${shown(sql, deal)})
      order by version desc limit ${COPY_CANDIDATES}
    ) as newest order by random()`;
  const highest = Math.max(...rows.map(({ version }) => version));
  const newest = rows.filter(({ version }) => version === highest);
  return (newest.length < FEWEST_NEWEST ? rows : newest).map(({ id }) => id);
}

/** Copies some of these pairs, in their order. */
function dealOffered(
  sql: postgres.Sql,
  deal: CopyDeal & { readonly playerId: string },
  ids: readonly string[],
): Promise<readonly PairRecord[]> {
  const { playerId, count } = deal;
  const chosen = sql`
    select pairs.*, random() < 0.5 as swapped
    from unnest(${[...ids]}::uuid[]) with ordinality as offered(id, place)
    join pairs on pairs.id = offered.id
    join policies using (arena_id, version)
    where status = 'promoted' and pairs.player_id is distinct from ${playerId}
      and (select true from pairs had where had.player_id = ${playerId} and had.copy_of = offered.id) is null
      and not exists (select from responses where id in (pairs.a, pairs.b) and hidden_at is not null)
    order by place limit ${count}`;
  return insertCopies(sql, deal, chosen);
}

/** Looks through everything anew. */
function dealWidely(sql: postgres.Sql, deal: CopyDeal): Promise<readonly PairRecord[]> {
  const { playerId, count } = deal;
  const own = sql`select coalesce(copy_of, id) from pairs where player_id = ${playerId}`;
  const chosen = sql`
    select *, random() < 0.5 as swapped from (
      select pairs.* from pairs join policies using (arena_id, version)
      where ${isCopyable(sql, deal)} and pairs.id not in (${shown(sql, deal)})
        and pairs.id not in (${own})
      order by version desc
      limit ${count + COPY_CANDIDATES}
    ) as candidates
    order by version desc, random() limit ${count}`;
  return insertCopies(sql, deal, chosen);
}

async function insertCopies(
  sql: postgres.Sql,
  { playerId, roundId }: CopyDeal,
  chosen: postgres.PendingQuery<postgres.Row[]>,
): Promise<readonly PairRecord[]> {
  const kind = playerId === null ? "showdown" : "rapid";
  return sql<PairRecord[]>`
    with chosen as (${chosen}), dealt as (
      insert into pairs (arena_id, kind, prompt_id, a, b, version, priority, round_id, player_id, dealt_at, copy_of)
      select arena_id, ${kind}::pair_kind, prompt_id, case when swapped then b else a end, case when swapped then a else b end,
        version, priority, ${roundId}, ${playerId}, now(), id
      from chosen
      on conflict do nothing
      returning *
    )
    select ${recordColumns(sql)} from ${dealtPairs(sql)}`;
}
