import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Demonstrations } from "../../ports/learning.ts";
import type { Db } from "../postgres/connect.ts";
import { demonstrations, responses } from "../schema/pool.ts";
import { prompts } from "../schema/rounds.ts";

/**
 * Keeps the winners of a round whose comparisons are stored; to be called in the transaction that closes it. Where nobody wrote in the round
 * there is nothing to look for, and that is asked first: the arena's other rounds wait meanwhile.
 */
export async function keepDemonstrations(tx: Pick<Db, "execute">, arenaId: number, roundId: string): Promise<void> {
  await tx.execute(sql`
    insert into demonstrations (response_id, arena_id, share, votes)
    select id, ${arenaId}, share, votes from (${judgedEntries(roundId)}) as entries
    where (select true from responses where round_id = ${roundId} limit 1) and won
    on conflict do nothing`);
}

export function createDemonstrationsStore(db: Db): Demonstrations {
  return {
    list: (arenaId) =>
      db
        .select({
          prompt: prompts.text,
          text: responses.text,
          share: demonstrations.share,
          votes: demonstrations.votes,
        })
        .from(demonstrations)
        .innerJoin(responses, eq(responses.id, demonstrations.responseId))
        .innerJoin(prompts, eq(prompts.id, responses.promptId))
        .where(and(eq(demonstrations.arenaId, arenaId), isNull(responses.hiddenAt)))
        .orderBy(asc(demonstrations.at), asc(demonstrations.responseId)),
  };
}

/**
 * A query of a bot round's answers that were paired or written, with the verdicts in the round's comparisons:
 * (id, text, writer, version, share, votes, won). A round is closed under the arena's lock, so no condition may read all answers of the arena. It won when it was written by a player and preferred to the policy's answers.
 */
export function judgedEntries(roundId: string): SQL {
  return sql`
    with sides as (
      select side.id, side.rival, side.label, comparisons.votes
      from comparisons join pairs on pairs.id = comparisons.pair_id
      cross join lateral (values (pairs.a, pairs.b, label), (pairs.b, pairs.a, 1 - label)) as side(id, rival, label)
      where comparisons.round_id = ${roundId} and pairs.kind in ('bot', 'showdown')
    ), fared as (
      select sides.id, sum(votes * label) / sum(votes) as share, sum(votes)::int as votes,
        sum(votes * label) filter (where rivals.author_id is null)
          / sum(votes) filter (where rivals.author_id is null) as against_policy
      from sides join responses rivals on rivals.id = sides.rival
      group by sides.id
    )
    select responses.id, text, coalesce(author_id::text, '') as writer, coalesce(policy_version, -1) as version,
      coalesce(share, 0.5) as share, coalesce(votes, 0) as votes,
      author_id is not null and coalesce(against_policy > 0.5, false) as won
    from (select id from fared union select id from responses where round_id = ${roundId}) as entered
    join responses on responses.id = entered.id left join fared on fared.id = entered.id
    where hidden_at is null`;
}
