import { sql } from "drizzle-orm";
import type { ClosedRound, LabRecords } from "../../ports/results.ts";
import type { Db } from "../postgres/connect.ts";

export function createLabStore(db: Db): LabRecords {
  return {
    async firstVoteAt(arenaId) {
      const [row] = await db.execute<{ at: string | null }>(sql`
        select min(cast_at) as at from votes join rounds on rounds.id = round_id
        join sessions on sessions.id = session_id where arena_id = ${arenaId}`);
      return row?.at == null ? null : new Date(row.at);
    },

    async votesOverTime(arenaId, spanMs) {
      const rows = await db.execute<{ at: string; votes: number }>(sql`
        select date_bin(make_interval(secs => ${spanMs / 1000}::float8), cast_at, 'epoch') as at, count(*)::int as votes
        from votes join rounds on rounds.id = round_id join sessions on sessions.id = session_id
        where arena_id = ${arenaId} group by 1 order by 1`);
      return rows.map(({ at, votes }) => ({ at: new Date(at), votes }));
    },

    async guesses(arenaId) {
      const rows = await db.execute<{ guessed: number; voted: number; comparisons: number }>(sql`
        with judged as (
          select label, 1 / (1 + exp(b.reward - a.reward)) as guess
          from comparisons
          join pairs on pairs.id = pair_id
          join responses a on a.id = pairs.a
          join responses b on b.id = pairs.b
          where comparisons.arena_id = ${arenaId} and repeat_of is null and a.reward is not null and b.reward is not null
        )
        select avg(guess) as guessed, avg(label) as voted, count(*)::int as comparisons
        from judged group by least(9, floor(guess * 10)) order by 1`);
      return [...rows];
    },

    async shownPair(arenaId, comparisonId) {
      const [row] = await db.execute<{ prompt: string; a: string; b: string }>(sql`
        select prompts.text as prompt, a.text as a, b.text as b
        from comparisons
        join pairs on pairs.id = pair_id
        join prompts on prompts.id = pairs.prompt_id
        join responses a on a.id = pairs.a
        join responses b on b.id = pairs.b
        where comparisons.id = ${comparisonId} and comparisons.arena_id = ${arenaId} and prompts.name not like 'pack:%'
          and a.policy_version is not null and b.policy_version is not null and a.hidden_at is null and b.hidden_at is null`);
      return row ?? null;
    },

    async rounds(arenaId, limit) {
      type Row = Omit<ClosedRound, "openedAt"> & { openedAt: string };
      const rows = await db.execute<Row & Record<string, unknown>>(sql`
        select id, session_id as "sessionId", rounds.policy_version as "policyVersion", opened_at as "openedAt",
          (select max(id) from comparisons where round_id = rounds.id) as "lastComparison",
          (select count(*)::int from votes where round_id = rounds.id) as votes
        from rounds
        where closed_at is not null and beat is distinct from 'finale'
          and session_id in (select id from sessions where arena_id = ${arenaId})
        order by opened_at desc, id desc limit ${limit}`);
      return rows
        .map((row) => ({
          ...row,
          openedAt: new Date(row.openedAt),
          lastComparison: row.lastComparison === null ? null : Number(row.lastComparison),
        }))
        .reverse();
    },
  };
}
