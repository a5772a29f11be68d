import { type SQL, sql } from "drizzle-orm";
import { isOfNoPack } from "./played-prompts.ts";

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
