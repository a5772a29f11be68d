import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import type { LatestRound, PastRounds, RoundRecord, Rounds } from "../../ports/rounds.ts";
import { keepDemonstrations } from "../learning/demonstrations-store.ts";
import { notify } from "../postgres/bus.ts";
import { type Db, LOCKS } from "../postgres/connect.ts";
import { rounds } from "../schema/rounds.ts";
import { assertHeld, whileHeld } from "../sessions/leases-store.ts";
import { compareVotes } from "./compare-votes.ts";
import { awardPoints, ballotsOf } from "./round-ballots.ts";

type Tx = Pick<Db, "execute">;

export function createRoundsStore(db: Db): Rounds {
  /**
   * One transaction. The row lock waits for votes that are being committed (`votes-store.ts` shares it) and turns later
   * ones away, so a round's comparisons hold every vote that was acknowledged. The advisory lock lasts until the commit: an
   * arena's comparisons become visible in the order of their ids, and a reader that goes on from the last id misses none.
   */
  const close = (
    roundId: string,
    points: ReadonlyMap<string, number> | undefined,
    allow: (tx: Tx) => Promise<void>,
  ) => {
    return db.transaction(async (tx) => {
      await allow(tx);
      const [round] = await tx.execute<{ arenaId: number; closed: boolean }>(sql`
        select arena_id as "arenaId", closed_at is not null as closed
        from rounds join sessions on sessions.id = rounds.session_id
        where rounds.id = ${roundId} for update of rounds`);
      if (round === undefined) throw new Error(`There is no round ${roundId}`);
      await awardPoints(tx, roundId, points);
      if (!round.closed) {
        await tx.execute(sql`select pg_advisory_xact_lock(${LOCKS.comparisons}, ${round.arenaId})`);
        await compareVotes(tx, round.arenaId, sql`round_id = ${roundId}`);
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
    close: (roundId, points, hold) =>
      close(roundId, points, async (tx) => {
        if (hold !== undefined) await assertHeld(tx, hold);
      }),

    async open({ sessionId, index }, hold) {
      const [round] = await whileHeld(db, hold, (tx) =>
        tx.execute<RoundRecord & Record<string, unknown>>(sql`
          insert into rounds (session_id, index, policy_version)
          select id, ${index}::int, coalesce(
            (select max(version) from policies where policies.arena_id = sessions.arena_id and status = 'promoted'), 0)
          from sessions where id = ${sessionId}
          on conflict (session_id, index) do update set index = excluded.index where rounds.closed_at is null
          returning id, session_id as "sessionId", index, policy_version as "policyVersion"`),
      );
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

    async keepBeat({ roundId, beat, step, paused }, hold) {
      const open = and(eq(rounds.id, roundId), isNull(rounds.closedAt));
      await whileHeld(db, hold, (tx) => tx.update(rounds).set({ beat, step, paused }).where(open));
    },

    async closeAbandoned(ms) {
      const longAgo = sql`now() - make_interval(secs => ${ms / 1000}::float8, days => paused::int)`;
      const rows = await db.execute<{ id: string; sessionId: string }>(sql`
        select rounds.id, session_id as "sessionId" from rounds left join room_leases using (session_id)
        where closed_at is null and greatest(opened_at, expires_at) < ${longAgo} order by opened_at`);
      let closed = 0;
      for (const { id, sessionId } of rows) {
        // Held until the round is closed, so that no room opens the session meanwhile and goes on with the round.
        const nobodys = async (tx: Tx) => {
          const held = await tx.execute<{ free: boolean }>(sql`
            select expires_at <= now() as free from room_leases where session_id = ${sessionId} for key share`);
          if (held[0]?.free === false) throw new Taken();
        };
        closed += await close(id, undefined, nobodys).then(
          () => 1,
          (error: unknown) => (error instanceof Taken ? 0 : Promise.reject(error)),
        );
      }
      return closed;
    },
  };
}

/** A room has taken the session of an abandoned round, and goes on with it. */
class Taken extends Error {}

type Count = { playerId: string; count: number };

export function createPastRoundsStore(db: Db): PastRounds {
  return {
    async latest(sessionId) {
      const [round] = await db.execute<LatestRound & Record<string, unknown>>(sql`
        select rounds.id, session_id as "sessionId", index, policy_version as "policyVersion", beat, step, paused,
          (extract(epoch from now() - closed_at) * 1000)::float8 as "closedForMs", prompts.text as prompt
        from rounds left join prompts on prompts.id = prompt_id
        where session_id = ${sessionId} order by index desc limit 1`);
      return round ?? null;
    },

    async firstVersion(sessionId) {
      const [first] = await db
        .select({ version: rounds.policyVersion })
        .from(rounds)
        .where(eq(rounds.sessionId, sessionId))
        .orderBy(asc(rounds.index))
        .limit(1);
      return first?.version ?? null;
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
      const [rounds, ballots, wins, played, votes] = await Promise.all([
        db.execute<{ id: string }>(sql`select id from rounds where ${closed} order by index`),
        ballotsOf(db, closed),
        db.execute<Count>(sql`
          select author_id as "playerId", count(*)::int as count
          from demonstrations join responses on responses.id = response_id join rounds on rounds.id = round_id
          where ${closed} group by author_id`),
        db.execute<{ id: string }>(sql`
          select id from players where session_id = ${sessionId} and (
            exists (select from votes where player_id = players.id) or exists (select from predictions where player_id = players.id)
            or exists (select from abstentions where player_id = players.id) or exists (select from responses where author_id = players.id))`),
        db.execute<{ sum: number }>(sql`
          select coalesce(sum(votes), 0)::int as sum from comparisons join rounds on rounds.id = round_id where ${closed}`),
      ]);
      return {
        ballots: rounds.map(({ id }) => ballots(id)),
        wins: byPlayer(wins),
        played: new Set(played.map(({ id }) => id)),
        votes: votes[0]?.sum ?? 0,
      };
    },
  };
}

function byPlayer(counts: readonly Count[]): ReadonlyMap<string, number> {
  return new Map(counts.map(({ playerId, count }) => [playerId, count]));
}
