import type postgres from "postgres";
import type { NewVote, VoteOutcome } from "../../ports/rounds.ts";

export interface IdentifiedVote extends NewVote {
  /** UUID, chosen by us: inserting the same vote again, after a connection was lost during its commit, finds itself. */
  readonly id: string;
}

/**
 * Inserts votes in one statement and returns their outcomes, in order, after the commit. A vote counts when its pair was
 * dealt in that round to that player (other kinds than rapid: to that player's session, unless they wrote one of the answers) and the round is open; ids have to be UUIDs.
 * Repeating the call with the same votes is harmless: those that are stored already are accepted again.
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
