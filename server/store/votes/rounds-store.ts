import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { LatestRound, PastRounds, RoundRecord, Rounds } from "../../ports/rounds.ts";
import { keepDemonstrations } from "../learning/demonstrations-store.ts";
import { notify } from "../postgres/bus.ts";
import { type Db, LOCKS } from "../postgres/connect.ts";
import { rounds } from "../schema/rounds.ts";
import { verdictLabel } from "./read-votes.ts";
import { awardPoints, ballotsOf } from "./round-ballots.ts";

export function createRoundsStore(db: Db): Rounds {
  /**
   * One transaction. The row lock waits for votes that are being committed (`votes-store.ts` shares it) and turns later
   * ones away, so a round's comparisons hold every vote that was acknowledged. The advisory lock lasts until the commit: an
   * arena's comparisons become visible in the order of their ids, and a reader that goes on from the last id misses none.
   */
  const close: Rounds["close"] = (roundId, points) => {
    return db.transaction(async (tx) => {
      const [round] = await tx.execute<{ arenaId: number; closed: boolean }>(sql`
        select arena_id as "arenaId", closed_at is not null as closed
        from rounds join sessions on sessions.id = rounds.session_id
        where rounds.id = ${roundId} for update of rounds`);
      if (round === undefined) throw new Error(`There is no round ${roundId}`);
      await awardPoints(tx, roundId, points);
      if (!round.closed) {
        await tx.execute(sql`select pg_advisory_xact_lock(${LOCKS.comparisons}, ${round.arenaId})`);
        await tx.execute(sql`
          insert into comparisons (arena_id, pair_id, round_id, label, both_bad, votes)
          select ${round.arenaId}, pair_id, round_id, avg(${verdictLabel(sql`verdict`)}),
            avg(case when verdict = 'bothBad' then 1.0 else 0.0 end), count(*)
          from votes where round_id = ${roundId}
          group by pair_id, round_id order by min(cast_at), pair_id`);
        await keepDemonstrations(tx, round.arenaId, roundId);
        await tx.execute(sql`update rounds set closed_at = now() where id = ${roundId}`);
        await notify(tx, { type: "round_closed", arenaId: round.arenaId, roundId });
      }
      const [counts] = await tx.execute<{ comparisons: number; votes: number }>(sql`
        select count(*)::int as comparisons, coalesce(sum(votes), 0)::int as votes
        from comparisons where round_id = ${roundId}`);
      return { comparisons: counts?.comparisons ?? 0, votes: counts?.votes ?? 0 };
    });
  };

  return {
    close,

    async open({ sessionId, index }) {
      const [round] = await db.execute<RoundRecord & Record<string, unknown>>(sql`
        insert into rounds (session_id, index, policy_version)
        select id, ${index}::int, coalesce(
          (select max(version) from policies where policies.arena_id = sessions.arena_id and status = 'promoted'), 0)
        from sessions where id = ${sessionId}
        on conflict (session_id, index) do update set index = excluded.index where rounds.closed_at is null
        returning id, session_id as "sessionId", index, policy_version as "policyVersion"`);
      if (round === undefined)
        throw new Error(`Round ${index} of session ${sessionId} is closed, or there is no such session`);
      return round;
    },

    async last(sessionId) {
      const [round] = await db
        .select({
          id: rounds.id,
          sessionId: rounds.sessionId,
          index: rounds.index,
          policyVersion: rounds.policyVersion,
        })
        .from(rounds)
        .where(eq(rounds.sessionId, sessionId))
        .orderBy(desc(rounds.index))
        .limit(1);
      return round ?? null;
    },

    async keepBeat({ roundId, beat, paused }) {
      const open = and(eq(rounds.id, roundId), isNull(rounds.closedAt));
      await db.update(rounds).set({ beat, paused }).where(open);
    },

    async closeAbandoned(ms, running) {
      const rows = await db.execute<{ id: string }>(sql`
        select rounds.id from rounds join sessions on sessions.id = session_id
        where closed_at is null
          and opened_at < now() - make_interval(secs => ${ms / 1000}::float8, days => paused::int)
          and (finished_at is not null or not code = any(array(select jsonb_array_elements_text(${JSON.stringify(running)}::text::jsonb))))
        order by opened_at`);
      for (const { id } of rows) await close(id);
      return rows.length;
    },
  };
}

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
