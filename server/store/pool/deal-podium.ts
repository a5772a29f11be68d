import { type SQL, sql } from "drizzle-orm";
import type { ArenaId } from "../../ports/arena.ts";
import type { AnswerRecord, PodiumRecord } from "../../ports/pool.ts";
import type { Db } from "../postgres/connect.ts";
import { answerColumn } from "./pair-records.ts";
import { recentAnswers, usedPrompts } from "./session-prompts.ts";

const MOST_ANSWERS = 4;
const FEWEST_ANSWERS = 3;

/** See `Pool.dealPodium`. The row lock on the round makes two callers agree. */
export function dealPodium(db: Db, deal: { arenaId: ArenaId; roundId: string }): Promise<PodiumRecord | null> {
  const { arenaId, roundId } = deal;
  return db.transaction(async (tx) => {
    await tx.execute(sql`select from rounds where id = ${roundId} for update`);
    const dealt = await readPodium(tx, roundId);
    if (dealt !== null) return dealt;
    const [session] = await tx.execute<{ packId: string | null }>(sql`
      select settings ->> 'packId' as "packId" from sessions join rounds on rounds.session_id = sessions.id
      where rounds.id = ${roundId}`);
    const packId = session?.packId ?? null;
    if (packId !== null) {
      await dealPackPodium(tx, deal, packId);
      return readPodium(tx, roundId);
    }
    // One answer a version and then the next, newest first: the more versions meet, the more a ranking says about them. A guest
    // comes as often as its share says; two would meet each other instead of the policy.
    await tx.execute(sql`
      with guest as (
        select id from (select id, sum(share) over () as total from contestants
          where arena_id = ${arenaId} and share > 0 order by random() limit 1) as drawn
        where random() < total
      ), answers as (
        select id, prompt_id, text, policy_version from (${recentAnswers(sql`${arenaId}::int`)}) as recent
        union all
        select id, prompt_id, text, null from responses
        where contestant_id = (select id from guest) and hidden_at is null
      ), candidates as (
        select distinct on (prompt_id, text) * from answers
        where prompt_id not in (${usedPrompts(roundId)})
        order by prompt_id, text, policy_version desc
      ), turns as (
        select *, row_number() over (partition by prompt_id, policy_version order by random()) as turn from candidates
      ), placed as (
        select *, row_number() over (
          partition by prompt_id order by policy_version is null desc, turn, policy_version desc) as place
        from turns where policy_version is not null or turn = 1
      ), contest as (
        select prompt_id from placed where place <= ${MOST_ANSWERS}
        group by prompt_id having count(policy_version) >= ${FEWEST_ANSWERS - 1} and count(*) >= ${FEWEST_ANSWERS}
        order by bool_or(policy_version is null) desc, max(policy_version) desc, count(*) desc, random() limit 1
      ), chosen as (
        select id, prompt_id, policy_version from placed join contest using (prompt_id) where place <= ${MOST_ANSWERS}
      ), remembered as (
        update rounds set prompt_id = contest.prompt_id from contest where rounds.id = ${roundId}
      )
      insert into pairs (arena_id, kind, prompt_id, a, b, version, priority, round_id, dealt_at)
      select ${arenaId}, 'podium', x.prompt_id, x.id, y.id, greatest(x.policy_version, y.policy_version), 0, ${roundId}, now()
      from chosen x join chosen y on x.id < y.id`);
    return readPodium(tx, roundId);
  });
}

/**
 * Of a pack: one answer an author and then the next, newest versions first, whoever they are: external models alone may have answered. A
 * pack may be shorter than its game, so that prompts that were ranked come again, last.
 */
async function dealPackPodium(tx: Pick<Db, "execute">, deal: { arenaId: ArenaId; roundId: string }, packId: string) {
  const { arenaId, roundId } = deal;
  const isOfThis = (promptId: SQL) => sql`exists (
    select from prompts where prompts.id = ${promptId} and starts_with(prompts.name, ${`pack:${packId}:`}))`;
  await tx.execute(sql`
    with answers as (
      select id, prompt_id, text, policy_version, null::int as contestant_id
      from (${recentAnswers(sql`${arenaId}::int`, isOfThis)}) as recent
      union all
      select id, prompt_id, text, null, contestant_id from responses
      where arena_id = ${arenaId} and contestant_id is not null and hidden_at is null and ${isOfThis(sql`responses.prompt_id`)}
    ), candidates as (
      select distinct on (prompt_id, text) * from answers order by prompt_id, text, policy_version desc
    ), turns as (
      select *, row_number() over (partition by prompt_id, policy_version, contestant_id order by random()) as turn
      from candidates
    ), placed as (
      select *, row_number() over (partition by prompt_id order by turn, policy_version desc nulls last, random()) as place
      from turns
    ), contest as (
      select prompt_id from placed where place <= ${MOST_ANSWERS}
      group by prompt_id having count(*) >= ${FEWEST_ANSWERS}
      order by prompt_id in (${usedPrompts(roundId)}), max(policy_version) desc nulls last, count(*) desc, random() limit 1
    ), chosen as (
      select id, prompt_id, policy_version from placed join contest using (prompt_id) where place <= ${MOST_ANSWERS}
    ), remembered as (
      update rounds set prompt_id = contest.prompt_id from contest where rounds.id = ${roundId}
    )
    insert into pairs (arena_id, kind, prompt_id, a, b, version, priority, round_id, dealt_at)
    select ${arenaId}, 'podium', x.prompt_id, x.id, y.id,
      coalesce(greatest(x.policy_version, y.policy_version), rounds.policy_version), 0, ${roundId}, now()
    from chosen x join chosen y on x.id < y.id join rounds on rounds.id = ${roundId}`);
}

async function readPodium(db: Pick<Db, "execute">, roundId: string): Promise<PodiumRecord | null> {
  const pairs = await db.execute<{ id: string; answerA: string; answerB: string; prompt: string }>(sql`
    select pairs.id, a as "answerA", b as "answerB", prompts.text as prompt
    from pairs join prompts on prompts.id = pairs.prompt_id
    where round_id = ${roundId} and kind = 'podium' order by a, b`);
  const [first] = pairs;
  if (first === undefined) return null;
  // Ordered by a hash, so that the order is at random and yet the same for whoever asks again.
  const answers = await db.execute<{ answer: AnswerRecord }>(sql`
    select ${answerColumn("responses")} as answer from responses
    where id in (select unnest(array[a, b]) from pairs where round_id = ${roundId} and kind = 'podium')
    order by md5(id::text || ${roundId}::text)`);
  return {
    prompt: first.prompt,
    answers: answers.map(({ answer }) => answer),
    pairs: pairs.map(({ id, answerA, answerB }) => ({ id, answerA, answerB })),
  };
}
