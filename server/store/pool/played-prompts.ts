import { sql as drizzle, type SQL } from "drizzle-orm";
import type postgres from "postgres";

/** Prompts of packs are named `pack:ID:NUMBER`; those that every session may be dealt are not. */
const OF_A_PACK = "pack:%";

/** Whether a prompt, its id as SQL, belongs to no pack. */
export const isOfNoPack = (promptId: SQL): SQL =>
  drizzle`exists (select from prompts where prompts.id = ${promptId} and prompts.name not like ${OF_A_PACK})`;

/**
 * Whether the prompt of a row of `pairs` belongs to a pack, whose id is given as SQL; to none where that is null. A subquery, because Postgres
 * would make a join of an `exists`, and read all pairs for it.
 */
export const isOfPack = (sql: postgres.Sql, packId: ReturnType<typeof packOf>) => sql`(
  select case when ${packId} is null then prompts.name not like ${OF_A_PACK}
    else starts_with(prompts.name, 'pack:' || ${packId} || ':') end
  from prompts where prompts.id = pairs.prompt_id)`;

/** Whether a round's session plays the prompt of a row of `pairs`: one of its pack, or where it has none, one of no pack. */
export const isPlayedIn = (sql: postgres.Sql, roundId: string) => isOfPack(sql, packOf(sql, roundId));

const packOf = (sql: postgres.Sql, roundId: string) =>
  sql`(select settings ->> 'packId' from sessions where id = (select session_id from rounds where id = ${roundId}))`;
