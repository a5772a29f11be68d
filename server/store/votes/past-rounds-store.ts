import { sql } from "drizzle-orm";
import type { LatestRound, PastRounds } from "../../ports/rounds.ts";
import type { Db } from "../postgres/connect.ts";
import { ballotsOf } from "./round-ballots.ts";

type Count = { playerId: string; count: number };

export function createPastRoundsStore(db: Db): PastRounds {
  return {
    async latest(sessionId) {
      const [round] = await db.execute<LatestRound & Record<string, unknown>>(sql`
        select rounds.id, session_id as "sessionId", index, policy_version as "policyVersion", beat, paused,
          (extract(epoch from now() - closed_at) * 1000)::float8 as "closedForMs", prompts.text as prompt
        from rounds left join prompts on prompts.id = prompt_id
        where session_id = ${sessionId} order by index desc limit 1`);
      return round ?? null;
    },

    async putInto(roundId) {
      const [ballots, answers, judged, hidden] = await Promise.all([
        ballotsOf(db, sql`rounds.id = ${roundId}`),
        db.execute<{ playerId: string; text: string }>(sql`
          select author_id as "playerId", text from responses join players on players.id = author_id and not kicked
          where round_id = ${roundId}`),
        db.execute<Count>(sql`
          select votes.player_id as "playerId", (count(*) filter (where kind <> 'podium')
            + count(distinct kind) filter (where kind = 'podium'))::int as count
          from votes join pairs on pairs.id = pair_id where votes.round_id = ${roundId} group by votes.player_id`),
        db.execute<{ id: string }>(sql`
          select distinct responses.id from pairs join responses on responses.id in (pairs.a, pairs.b)
          where pairs.round_id = ${roundId} and hidden_at is not null`),
      ]);
      return {
        ballots: ballots(roundId),
        answers: new Map(answers.map(({ playerId, text }) => [playerId, text])),
        judged: byPlayer(judged),
        hidden: hidden.map(({ id }) => id),
      };
    },

    async ofSession(sessionId) {
      const closed = sql`rounds.session_id = ${sessionId} and closed_at is not null`;
      const [rounds, ballots, wins, votes] = await Promise.all([
        db.execute<{ id: string }>(sql`select id from rounds where ${closed} order by index`),
        ballotsOf(db, closed),
        db.execute<Count>(sql`
          select author_id as "playerId", count(*)::int as count
          from demonstrations join responses on responses.id = response_id join rounds on rounds.id = round_id
          where ${closed} group by author_id`),
        db.execute<{ sum: number }>(sql`
          select coalesce(sum(votes), 0)::int as sum from comparisons join rounds on rounds.id = round_id where ${closed}`),
      ]);
      return { ballots: rounds.map(({ id }) => ballots(id)), wins: byPlayer(wins), votes: votes[0]?.sum ?? 0 };
    },
  };
}

function byPlayer(counts: readonly Count[]): ReadonlyMap<string, number> {
  return new Map(counts.map(({ playerId, count }) => [playerId, count]));
}
