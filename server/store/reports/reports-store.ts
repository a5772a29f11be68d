import { type SQL, sql } from "drizzle-orm";
import type { ReportRecord, Reports } from "../../ports/rounds.ts";
import { type Db, isUuid } from "../postgres/connect.ts";

/** An answer is dealt no more once this share of a session's players has reported it, and at least so many: a few jokers can't hide it. */
const ENOUGH_REPORTS = { share: 0.1, least: 2 } as const;

export function createReportsStore(db: Db): Reports {
  return {
    async report({ answerId, playerId }) {
      if (!isUuid(answerId) || !isUuid(playerId)) return "unknown";
      return db.transaction(async (tx) => {
        // Of two reports at the same moment the second sees the first.
        await tx.execute(sql`select from responses where id = ${answerId} for update`);
        const reported = await tx.execute(sql`
          insert into reports (response_id, player_id)
          select ${answerId}, players.id from players
          where players.id = ${playerId} and not kicked and exists (${dealtPairs(answerId, sql`players.session_id`)}
            and (pairs.player_id = players.id or pairs.kind <> 'rapid'))
          on conflict do nothing returning response_id`);
        if (reported.length === 0) {
          const again = sql`select from reports where response_id = ${answerId} and player_id = ${playerId}`;
          return (await tx.execute(again)).length > 0 ? "duplicate" : "unknown";
        }
        await tx.execute(sql`
          with here as (
            select id from players where not kicked
              and session_id = (select session_id from players where id = ${playerId})
          )
          update responses set hidden_at = now() where id = ${answerId} and hidden_at is null
            and (select count(*) from reports join here on here.id = player_id where response_id = ${answerId})
              >= greatest(${ENOUGH_REPORTS.least}::int, ceil(${ENOUGH_REPORTS.share}::float8 * (select count(*) from here)))`);
        return "accepted";
      });
    },

    async hide(sessionId, answerId, hidden) {
      if (!isUuid(sessionId) || !isUuid(answerId)) return false;
      const changed = await db.execute(sql`
        update responses set hidden_at = ${hidden ? sql`now()` : sql`null`}
        where id = ${answerId} and exists (${dealtPairs(answerId, sql`${sessionId}::uuid`)})
        returning id`);
      return changed.length > 0;
    },

    async ofSession(sessionId) {
      const rows = await db.execute<ReportRecord & Record<string, unknown>>(sql`
        with shown as (
          select distinct on (answer.id) answer.id, rounds.id as round_id
          from pairs join rounds on rounds.id = pairs.round_id cross join lateral unnest(array[a, b]) as answer(id)
          where session_id = ${sessionId} order by answer.id, rounds.index desc
        )
        select responses.id as "answerId", prompts.text as prompt, responses.text, shown.round_id as "roundId",
          case when written.closed_at is null then '' else coalesce(writers.nickname, '') end as writer,
          (select count(*)::int from reports where response_id = responses.id) as reports,
          hidden_at is not null as hidden
        from shown join responses on responses.id = shown.id join prompts on prompts.id = prompt_id
        left join players writers on writers.id = author_id
        left join rounds written on written.id = responses.round_id
        where hidden_at is not null or exists (
          select from reports join players on players.id = player_id
          where response_id = responses.id and session_id = ${sessionId})
        order by reports desc, responses.id`);
      return [...rows];
    },
  };
}

/** Pairs of a session that hold an answer. */
function dealtPairs(answerId: string, sessionId: SQL): SQL {
  return sql`
    select from pairs join rounds on rounds.id = pairs.round_id
    where rounds.session_id = ${sessionId} and ${answerId} in (pairs.a, pairs.b)`;
}
