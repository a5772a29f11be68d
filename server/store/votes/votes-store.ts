import { randomUUID } from "node:crypto";
import { count, eq } from "drizzle-orm";
import type postgres from "postgres";
import { ABSTENTION, perVerdict, VERDICT_CHOICES, type Verdict } from "../../../shared/round/votes/verdict.ts";
import type { ProcessMetrics } from "../../ports/metrics.ts";
import type { NewVote, VoteOutcome, Votes } from "../../ports/rounds.ts";
import { type Db, isUuid } from "../postgres/connect.ts";
import { votes } from "../schema/votes.ts";
import type { CastOrder } from "./cast-order.ts";
import { GROUP_VOTES, type GroupVotesOptions, groupVotes, type IdentifiedVote } from "./group-votes.ts";

const LONGEST_MS = 3_600_000;

/** Votes that are cast in the same few milliseconds share an insert, whoever calls (see `group-votes.ts`). */
export function createVotesStore(
  db: Db,
  sql: postgres.Sql,
  order: CastOrder,
  options: GroupVotesOptions = GROUP_VOTES,
  metrics?: Pick<ProcessMetrics, "observe">,
): Votes {
  const group = groupVotes(async (batch) => insertVotes(sql, batch, await order.offset()), options, metrics);

  return {
    async cast(given) {
      for (const vote of given) checkVote(vote);
      const known = given.map((vote) => (hasIds(vote) ? { ...vote, id: randomUUID(), order: order.next() } : null));
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
  if (!VERDICT_CHOICES.includes(verdict)) throw new RangeError(`${JSON.stringify(verdict)} is no verdict`);
  for (const ms of [decisionMs, measuredMs ?? 0]) {
    if (!Number.isInteger(ms) || ms < 0 || ms > LONGEST_MS) {
      throw new RangeError(`A decision takes a whole number of milliseconds up to an hour, not ${ms}`);
    }
  }
}

/**
 * Stores votes in one statement, which the driver prepares, and returns their outcomes, in order, after the commit. A vote counts when
 * the round is open and its pair was dealt in it to that player (of other kinds than rapid: to that player's session, unless they wrote
 * one of the answers). The first vote on a rapid pair counts, and the last one on what everybody judges. Who says that they can't judge
 * has no vote: that is kept beside the votes. Ids have to be UUIDs. Repeating the call with the same votes is harmless: those that are
 * stored already are accepted again.
 *
 * The shared lock on the rounds makes `Rounds.close` wait for this commit; rows go in in one order, so that two of these
 * statements never wait for each other in a circle.
 *
 * @param offset what has to be added to a vote's order for the database's time, milliseconds
 */
export async function insertVotes(
  sql: postgres.Sql,
  votes: readonly IdentifiedVote[],
  offset: number,
): Promise<readonly VoteOutcome[]> {
  const rows = JSON.stringify(votes.map((vote) => ({ ...vote, castAt: (vote.order + offset) / 1_000 })));
  const abstains = votes.some(({ verdict }) => verdict === ABSTENTION);
  // A player's verdict on a pair that is in one call twice may not meet itself: the one that counts is taken.
  const inserted = await sql<{ id: string }[]>`
    with cast_votes as (
      select * from jsonb_to_recordset(${rows}::text::jsonb) as v(
        id uuid, "pairId" uuid, "playerId" uuid, "roundId" uuid, verdict text, "decisionMs" int, "measuredMs" int, "order" float8,
        "castAt" float8)
    ), open_rounds as (
      select id, session_id from rounds
      where id in (select "roundId" from cast_votes) and closed_at is null
      order by id for share
    ), allowed as (
      select distinct on (pairs.id, players.id) v.id, pairs.id as pair_id, players.id as player_id, open_rounds.id as round_id,
        v.verdict, v."decisionMs", v."measuredMs", to_timestamp(v."castAt") as at, pairs.kind = 'rapid' as final
      from cast_votes v
      join open_rounds on open_rounds.id = v."roundId"
      join pairs on pairs.id = v."pairId" and pairs.round_id = open_rounds.id
      join players on players.id = v."playerId" and players.session_id = open_rounds.session_id and not players.kicked
      where case when pairs.kind = 'rapid' then pairs.player_id = players.id
        else not exists (select from responses where id in (pairs.a, pairs.b) and author_id = players.id) end
      order by pairs.id, players.id, case when pairs.kind = 'rapid' then v."order" else -v."order" end
    ), taken_back as (
      delete from abstentions using allowed
      where abstentions.pair_id = allowed.pair_id and abstentions.player_id = allowed.player_id
        and verdict <> ${ABSTENTION} and not final and cast_at < at
    ), ${abstains ? abstentionsOf(sql) : sql``} voted as (
      insert into votes (id, pair_id, player_id, round_id, verdict, decision_ms, measured_ms, cast_at)
      select id, pair_id, player_id, round_id, verdict::verdict, "decisionMs", "measuredMs", at from allowed
      where verdict <> ${ABSTENTION} and not exists (
        select from abstentions where abstentions.pair_id = allowed.pair_id and abstentions.player_id = allowed.player_id
          and (final or cast_at > at))
      order by pair_id, player_id
      on conflict (pair_id, player_id) do update
        set id = excluded.id, verdict = excluded.verdict, decision_ms = excluded.decision_ms,
          measured_ms = excluded.measured_ms, cast_at = excluded.cast_at
        where excluded.cast_at > votes.cast_at and excluded.verdict <> votes.verdict
          and (select kind from pairs where pairs.id = excluded.pair_id) <> 'rapid'
      returning id
    )
    select id from voted ${abstains ? sql`union all select id from abstained` : sql``}`;
  if (inserted.length === votes.length) return votes.map(() => "accepted");
  return outcomesOf(sql, votes, new Set(inserted.map((row) => row.id)));
}

/** Takes back the votes of those who now say that they can't judge, and keeps that they said so. */
function abstentionsOf(sql: postgres.Sql) {
  return sql`withdrawn as (
      delete from votes using allowed
      where votes.pair_id = allowed.pair_id and votes.player_id = allowed.player_id
        and allowed.verdict = ${ABSTENTION} and not final and cast_at < at
    ), abstained as (
      insert into abstentions (id, pair_id, player_id, round_id, cast_at)
      select id, pair_id, player_id, round_id, at from allowed
      where verdict = ${ABSTENTION} and not exists (
        select from votes where votes.pair_id = allowed.pair_id and votes.player_id = allowed.player_id
          and (final or cast_at > at))
      on conflict do nothing
      returning id
    ),`;
}

/** What became of votes of which some were not stored now. */
async function outcomesOf(
  sql: postgres.Sql,
  votes: readonly IdentifiedVote[],
  accepted: ReadonlySet<string>,
): Promise<readonly VoteOutcome[]> {
  const rest = votes.filter((vote) => !accepted.has(vote.id));
  const keys = JSON.stringify(rest.map(({ pairId, playerId }) => ({ pairId, playerId })));
  // A statement of its own, because it has to see what other connections committed while the votes were stored.
  const stored = await sql<{ id: string; pairId: string; playerId: string; verdict: string; final: boolean }[]>`
    with wanted as (select * from jsonb_to_recordset(${keys}::text::jsonb) as v("pairId" uuid, "playerId" uuid)), said as (
      select id, pair_id, player_id, verdict::text from votes
      where (pair_id, player_id) in (select "pairId", "playerId" from wanted)
      union all
      select id, pair_id, player_id, ${ABSTENTION} from abstentions
      where (pair_id, player_id) in (select "pairId", "playerId" from wanted)
    )
    select said.id, pair_id as "pairId", said.player_id as "playerId", verdict, kind = 'rapid' as final
    from said join pairs on pairs.id = pair_id`;
  const storedOf = new Map(stored.map((row) => [voteKey(row), row]));
  return votes.map((vote) => {
    const found = storedOf.get(voteKey(vote));
    if (accepted.has(vote.id) || found?.id === vote.id) return "accepted";
    if (found === undefined) return "unknown";
    if (found.final || found.verdict === vote.verdict) return "duplicate";
    // The player has changed their mind in the same call; or a later verdict is stored, and this one comes too late.
    return votes.some(({ id }) => id === found.id) ? "accepted" : "unknown";
  });
}

function voteKey(vote: { readonly pairId: string; readonly playerId: string }): string {
  return `${vote.pairId} ${vote.playerId}`.toLowerCase();
}
