import { type SQL, sql } from "drizzle-orm";
import type { ArenaId } from "../../ports/arena.ts";
import type { Db } from "../postgres/connect.ts";

/** Pairs of one version in which an answer may be: the version's own answers are in one or two, and a crowd tires of what it knows. */
const MOST_USES = 3;

/** Pairs of the newest promoted version of an arena that belong to no other pair. */
export const newestPairs = (arenaId: ArenaId) => sql`
  select pairs.* from pairs
  where arena_id = ${arenaId} and copy_of is null and repeat_of is null
    and version = (select max(version) from policies where arena_id = ${arenaId} and status = 'promoted')`;

/** An answer is dealt against so many versions from its making on; then others are asked for. */
const VERSIONS_MET = 3;

interface Wanted {
  readonly arenaId: ArenaId;
  readonly externalModelId: number;
  readonly share: number;
}

/** See `ExternalModels.pair`. Only the elected trainer of an arena does this, so nobody else adds pairs meanwhile. */
export async function pairExternalModel(db: Db, wanted: Wanted): Promise<number> {
  let missing = 0;
  for (const kind of ["showdown", "rapid"] as const) {
    const { others, own, priorities } = await undealt(db, wanted, kind);
    const count = Math.floor((wanted.share / (1 - wanted.share)) * others) - own;
    if (count > 0) missing += count - (await addPairs(db, wanted, kind, count, priorities));
  }
  return missing;
}

async function undealt(db: Db, { arenaId, externalModelId }: Wanted, kind: string) {
  type Row = { others: number; own: number; priorities: number[] | null };
  const [row] = await db.execute<Row & Record<string, unknown>>(sql`
    with sides as (
      select priority, coalesce(x.contestant_id, y.contestant_id) as external_model
      from (${newestPairs(arenaId)}) as newest
      join responses x on x.id = newest.a join responses y on y.id = newest.b
      where kind = ${kind} and newest.round_id is null
    )
    select count(*) filter (where external_model is null)::int as others,
      count(*) filter (where external_model = ${externalModelId})::int as own,
      array_agg(priority) filter (where external_model is null) as priorities
    from sides`);
  return { others: row?.others ?? 0, own: row?.own ?? 0, priorities: row?.priorities ?? [] };
}

/** One pair an answer at most, so that no answer is all over the place; the least used first. */
async function addPairs(
  db: Db,
  { arenaId, externalModelId }: Wanted,
  kind: string,
  count: number,
  priorities: readonly number[],
): Promise<number> {
  const drawn: SQL = sql`(${`{${priorities.join(",")}}`}::float8[])[1 + floor(random() * ${priorities.length})::int]`;
  const added = await db.execute(sql`
    with newest as materialized (${newestPairs(arenaId)}), used as (
      select sides.id, count(*)::int as uses from newest cross join lateral unnest(array[a, b]) as sides(id) group by sides.id
    ), own as (
      select responses.id, prompt_id, text, coalesce(uses, 0) as uses
      from responses left join used using (id)
      where contestant_id = ${externalModelId} and hidden_at is null and coalesce(uses, 0) < ${MOST_USES}
        and created_at >= coalesce((select promoted_at from policies where arena_id = ${arenaId} and status = 'promoted'
          order by version desc offset ${VERSIONS_MET - 1} limit 1), '-infinity')
    ), rivals as (
      select responses.id, responses.prompt_id, text, uses, policy_version as version
      from used join responses using (id)
      where policy_version = (select max(version) from newest) and hidden_at is null
    ), matches as (
      select distinct on (own.id) own.id as own, rivals.id as rival, own.prompt_id, version, own.uses
      from own join rivals on rivals.prompt_id = own.prompt_id and rivals.text <> own.text
      where not exists (select from newest where own.id in (a, b) and rivals.id in (a, b))
      order by own.id, rivals.uses, random()
    ), chosen as materialized (
      select *, random() < 0.5 as swapped from matches order by uses, random() limit ${count}
    )
    insert into pairs (arena_id, kind, prompt_id, a, b, version, priority)
    select ${arenaId}, ${kind}::pair_kind, prompt_id, case when swapped then own else rival end,
      case when swapped then rival else own end, version, ${drawn}
    from chosen returning id`);
  return added.length;
}
