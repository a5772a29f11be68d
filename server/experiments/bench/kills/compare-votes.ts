import type postgres from "postgres";
import type { AcknowledgedVote } from "./ledger.ts";
import { ofPlayer, type Tally, tally } from "./tally.ts";

export interface VoteComparison extends Tally {
  /** Votes of closed rounds that no comparison counts, so that nobody learns from them; */
  readonly unlearnt: number;
  /** and votes that comparisons count without there being any. */
  readonly learntTwice: number;
}

/** Compares every acknowledged (pair, player, verdict) with what the database holds. */
export async function compareVotes(
  sql: postgres.Sql,
  acknowledged: readonly Pick<AcknowledgedVote, "pairId" | "playerId" | "verdict">[],
): Promise<VoteComparison> {
  const stored = await sql<{ pairId: string; playerId: string; verdict: string }[]>`
    select pair_id as "pairId", player_id as "playerId", verdict from votes`;
  const [learnt] = await sql<{ missing: number; surplus: number }[]>`
    with cast_votes as (
      select pair_id, count(*)::int as cast_votes from votes join rounds on rounds.id = votes.round_id
      where closed_at is not null group by pair_id
    )
    select coalesce(sum(greatest(coalesce(cast_votes, 0) - coalesce(votes, 0), 0)), 0)::int as missing,
      coalesce(sum(greatest(coalesce(votes, 0) - coalesce(cast_votes, 0), 0)), 0)::int as surplus
    from cast_votes full join comparisons using (pair_id)`;
  return {
    ...tally(
      acknowledged,
      stored,
      ({ pairId, playerId }) => ofPlayer(pairId, playerId),
      (vote, row) => vote.verdict === row.verdict,
    ),
    unlearnt: learnt?.missing ?? 0,
    learntTwice: learnt?.surplus ?? 0,
  };
}
