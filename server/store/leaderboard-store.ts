import { sql } from "drizzle-orm";
import type { Leaderboard } from "../arena/ports.ts";
import type { Db } from "./connect.ts";

/** A nickname, however written, is one player across sessions; it's shown as last used. Kicked and muted players don't appear. */
export function createLeaderboardStore(db: Db): Leaderboard {
  return {
    async players(since, limit) {
      type Row = { nickname: string; score: number; votes: number; sessions: number };
      const from = since === null ? sql`` : sql`and joined_at >= ${since.toISOString()}::timestamptz`;
      const rows = await db.execute<Row>(sql`
        with best as (
          select (array_agg(nickname order by joined_at desc))[1] as nickname, array_agg(id) as ids,
            sum(score) as score, count(distinct session_id)::int as sessions
          from players where not kicked and not muted ${from}
          group by nickname_key
          order by score desc, min(joined_at)
          limit ${limit}
        )
        select nickname, score, sessions, (select count(*)::int from votes where player_id = any(ids)) as votes
        from best order by score desc, nickname`);
      return [...rows];
    },
  };
}
