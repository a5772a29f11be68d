import { connect } from "../../store/connect.ts";
import type { AcknowledgedVote } from "./kill-voter.ts";

export interface VoteComparison {
  /** Votes that were acknowledged, those that were acknowledged again counted once. */
  readonly acknowledged: number;
  /** Votes in the database. */
  readonly stored: number;
  /** Acknowledged votes that the database lacks, */
  readonly lost: number;
  /** holds with another verdict, */
  readonly changed: number;
  /** or holds, or counts in comparisons, more than once. */
  readonly doubled: number;
  /** Votes of closed rounds that no comparison counts, so that nobody learns from them. */
  readonly unlearnt: number;
}

/** Compares every acknowledged (pair, player, verdict) with what the database holds. */
export async function compareVotes(url: string, acknowledged: readonly AcknowledgedVote[]): Promise<VoteComparison> {
  const { sql } = connect(url, 1);
  try {
    const rows = await sql<{ pairId: string; playerId: string; verdict: string }[]>`
      select pair_id as "pairId", player_id as "playerId", verdict from votes`;
    const [counted] = await sql<{ missing: number; surplus: number }[]>`
      select coalesce(sum(greatest(cast_votes - coalesce(votes, 0), 0)), 0)::int as missing,
        coalesce(sum(greatest(coalesce(votes, 0) - cast_votes, 0)), 0)::int as surplus
      from (select pair_id, count(*)::int as cast_votes from votes join rounds on rounds.id = votes.round_id
            where closed_at is not null group by pair_id) as judged
      left join comparisons using (pair_id)`;
    const stored = Map.groupBy(rows, keyOf);
    const unique = new Map(acknowledged.map((vote) => [keyOf(vote), vote]));
    const found = [...unique].map(([key, vote]) => ({ vote, rows: stored.get(key) ?? [] }));
    return {
      acknowledged: unique.size,
      stored: rows.length,
      lost: found.filter(({ rows }) => rows.length === 0).length,
      changed: found.filter(({ vote, rows }) => rows.some((row) => row.verdict !== vote.verdict)).length,
      doubled: found.filter(({ rows }) => rows.length > 1).length + (counted?.surplus ?? 0),
      unlearnt: counted?.missing ?? 0,
    };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const keyOf = ({ pairId, playerId }: { pairId: string; playerId: string }): string => `${pairId} ${playerId}`;
