import { type SQL, sql } from "drizzle-orm";
import type postgres from "postgres";

/** Prompts of packs are named `pack:ID:NUMBER`; those that every session may be dealt are not. */
const OF_A_PACK = "pack:%";

/** Whether a prompt, its id as SQL, belongs to no pack. */
export const isOfNoPack = (promptId: SQL): SQL =>
  sql`exists (select from prompts where prompts.id = ${promptId} and prompts.name not like ${OF_A_PACK})`;

/**
 * Whether the prompt of a row of `pairs` belongs to a pack, whose id is given as SQL; to none where that is null. A subquery, because Postgres
 * would make a join of an `exists`, and read all pairs for it. By the driver's tag, since the deal that uses it is prepared.
 */
export const isOfPack = (driver: postgres.Sql, packId: ReturnType<typeof packOf>) => driver`(
  select case when ${packId} is null then prompts.name not like ${OF_A_PACK}
    else starts_with(prompts.name, 'pack:' || ${packId} || ':') end
  from prompts where prompts.id = pairs.prompt_id)`;

/** Whether a round's session plays the prompt of a row of `pairs`: one of its pack, or where it has none, one of no pack. */
export const isPlayedIn = (driver: postgres.Sql, roundId: string) => isOfPack(driver, packOf(driver, roundId));

const packOf = (driver: postgres.Sql, roundId: string) =>
  driver`(select settings ->> 'packId' from sessions where id = (select session_id from rounds where id = ${roundId}))`;

/** Versions whose answers may meet in a podium or meet players' answers. */
const RECENT_VERSIONS = 8;

/**
 * A query of the answers, to prompts of no pack, that the newest promoted versions have in the pool and that may be shown:
 * (id, prompt_id, text, policy_version).
 * `arena` is the arena's id as SQL. Answers that are in no pair aren't meant to be judged.
 */
export function recentAnswers(arena: SQL): SQL {
  const answers = (dealt: SQL) => sql`
    select responses.id, responses.prompt_id, responses.text, responses.policy_version
    from pairs join responses on responses.id in (pairs.a, pairs.b)
    where pairs.arena_id = ${arena} and ${dealt} and pairs.kind in ('rapid', 'showdown')
      and pairs.version in (
        select version from policies where arena_id = ${arena} and status = 'promoted'
        order by version desc limit ${RECENT_VERSIONS})
      and responses.policy_version is not null and responses.hidden_at is null
      and ${isOfNoPack(sql`responses.prompt_id`)}`;
  return sql`
    ${answers(sql`pairs.round_id is null`)}
    union
    ${answers(sql`pairs.round_id is not null and pairs.copy_of is null and pairs.repeat_of is null`)}`;
}

/** Prompts that a round's session has ranked or written to. */
export function usedPrompts(roundId: string): SQL {
  return sql`
    select prompt_id from rounds
    where prompt_id is not null and session_id = (select session_id from rounds where id = ${roundId})`;
}
