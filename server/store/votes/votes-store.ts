import { randomUUID } from "node:crypto";
import { count, eq } from "drizzle-orm";
import type postgres from "postgres";
import { perVerdict, VERDICTS, type Verdict } from "../../../shared/round/votes/verdict.ts";
import type { NewVote, Predictions, VoteOutcome, Votes } from "../../ports/rounds.ts";
import { type Db, isUuid } from "../postgres/connect.ts";
import { predictions, votes } from "../schema/votes.ts";
import { GROUP_VOTES, type GroupVotesOptions, groupVotes, type IdentifiedVote } from "./group-votes.ts";

const LONGEST_MS = 3_600_000;

/** Votes that are cast in the same few milliseconds share an insert, whoever calls (see `group-votes.ts`). */
export function createVotesStore(db: Db, sql: postgres.Sql, options: GroupVotesOptions = GROUP_VOTES): Votes {
  const group = groupVotes((batch) => insertVotes(sql, batch), options);

  return {
    async cast(given) {
      for (const vote of given) checkVote(vote);
      const known = given.map((vote) => (hasIds(vote) ? { ...vote, id: randomUUID() } : null));
      const outcomes = await group(known.filter((vote) => vote !== null));
      let next = 0;
      return known.map((vote): VoteOutcome => (vote === null ? "unknown" : (outcomes[next++] ?? "unknown")));
    },

    async ofPair(pairId) {
      const counts: Record<Verdict, number> = { ...perVerdict(() => 0) };
      if (!isUuid(pairId)) return counts;
      const rows = await db
        .select({ verdict: votes.verdict, count: count() })
        .from(votes)
        .where(eq(votes.pairId, pairId))
        .groupBy(votes.verdict);
      for (const row of rows) counts[row.verdict] = row.count;
      return counts;
    },
  };
}

function hasIds(vote: NewVote): boolean {
  return isUuid(vote.pairId) && isUuid(vote.playerId) && isUuid(vote.roundId);
}

function checkVote({ verdict, decisionMs, measuredMs = null }: NewVote): void {
  if (!VERDICTS.includes(verdict)) throw new RangeError(`${JSON.stringify(verdict)} is no verdict`);
  for (const ms of [decisionMs, measuredMs ?? 0]) {
    if (!Number.isInteger(ms) || ms < 0 || ms > LONGEST_MS) {
      throw new RangeError(`A decision takes a whole number of milliseconds up to an hour, not ${ms}`);
    }
  }
}

/**
 * Inserts votes in one statement, which the driver prepares, and returns their outcomes, in order, after the commit. A vote counts when
 * the round is open and its pair was dealt in it to that player (of other kinds than rapid: to that player's session, unless they wrote
 * one of the answers). Ids have to be UUIDs. Repeating the call with the same votes is harmless: those that are stored already are
 * accepted again.
 *
 * The shared lock on the rounds makes `Rounds.close` wait for this commit; rows go in in one order, so that two of these
 * statements never wait for each other in a circle.
 */
export async function insertVotes(
  sql: postgres.Sql,
  votes: readonly IdentifiedVote[],
): Promise<readonly VoteOutcome[]> {
  const rows = JSON.stringify(votes.map((vote, position) => ({ ...vote, position })));
  const inserted = await sql<{ id: string }[]>`
    with cast_votes as (
      select * from jsonb_to_recordset(${rows}::text::jsonb) as v(
        id uuid, "pairId" uuid, "playerId" uuid, "roundId" uuid, verdict verdict, "decisionMs" int, "measuredMs" int, position int)
    ), open_rounds as (
      select id, session_id from rounds
      where id in (select "roundId" from cast_votes) and closed_at is null
      order by id for share
    )
    insert into votes (id, pair_id, player_id, round_id, verdict, decision_ms, measured_ms)
    select v.id, pairs.id, players.id, open_rounds.id, v.verdict, v."decisionMs", v."measuredMs"
    from cast_votes v
    join open_rounds on open_rounds.id = v."roundId"
    join pairs on pairs.id = v."pairId" and pairs.round_id = open_rounds.id
    join players on players.id = v."playerId" and players.session_id = open_rounds.session_id and not players.kicked
    where case when pairs.kind = 'rapid' then pairs.player_id = players.id
      else not exists (select from responses where id in (pairs.a, pairs.b) and author_id = players.id) end
    order by pairs.id, players.id, v.position
    on conflict do nothing
    returning id`;
  if (inserted.length === votes.length) return votes.map(() => "accepted");

  const accepted = new Set(inserted.map((row) => row.id));
  const rest = votes.filter((vote) => !accepted.has(vote.id));
  // A statement of its own, because it has to see what other connections committed while the insert ran.
  const stored = await sql<{ id: string; pairId: string; playerId: string }[]>`
    select id, pair_id as "pairId", player_id as "playerId" from votes
    where (pair_id, player_id) in (
      select "pairId", "playerId" from jsonb_to_recordset(${JSON.stringify(rest)}::text::jsonb) as v("pairId" uuid, "playerId" uuid))`;
  const storedId = new Map(stored.map((row) => [voteKey(row), row.id]));
  return votes.map((vote) => {
    if (accepted.has(vote.id)) return "accepted";
    const id = storedId.get(voteKey(vote));
    if (id === undefined) return "unknown";
    return id === vote.id ? "accepted" : "duplicate";
  });
}

function voteKey(vote: { readonly pairId: string; readonly playerId: string }): string {
  return `${vote.pairId} ${vote.playerId}`.toLowerCase();
}

export function createPredictionsStore(db: Db): Predictions {
  return {
    async predict(prediction) {
      const stored = await db.insert(predictions).values(prediction).onConflictDoNothing().returning({
        roundId: predictions.roundId,
      });
      return stored.length > 0 ? "accepted" : "duplicate";
    },

    async pick({ roundId, playerId, answerId }) {
      const stored = await db
        .insert(predictions)
        .values({ roundId, playerId, pick: answerId })
        .onConflictDoNothing()
        .returning({
          roundId: predictions.roundId,
        });
      return stored.length > 0 ? "accepted" : "duplicate";
    },
  };
}
