import { sql } from "drizzle-orm";
import type { PlayersBoard } from "../../../shared/protocol/boards.ts";
import type { Leaderboard, SessionResult } from "../../ports/results.ts";
import type { Db } from "../postgres/connect.ts";

/**
 * A nickname, however written, is one player across sessions; it's shown as last used. Kicked and muted players don't appear.
 * Votes of open rounds aren't counted: who has none yet would be known as a writer.
 */
export function createLeaderboardStore(db: Db): Leaderboard {
  return {
    async players(arenaId, since, limit) {
      type Row = PlayersBoard["players"][number];
      const from = since === null ? sql`` : sql`and joined_at >= ${since.toISOString()}::timestamptz`;
      const rows = await db.execute<Row>(sql`
        with best as (
          select (array_agg(nickname order by joined_at desc))[1] as nickname, array_agg(id) as ids,
            sum(score) as score, count(distinct session_id)::int as sessions
          from players
          where not kicked and not muted and session_id in (select id from sessions where arena_id = ${arenaId}) ${from}
          group by nickname_key
          order by score desc, min(joined_at)
          limit ${limit}
        )
        select nickname, score, sessions, (
            select count(*)::int from votes join rounds on rounds.id = round_id
            where votes.player_id = any(ids) and closed_at is not null) as votes
        from best order by score desc, nickname`);
      return [...rows];
    },

    async sessions(arenaId, limit) {
      type Row = Omit<SessionResult, "createdAt"> & { createdAt: string };
      const rows = await db.execute<Row & Record<string, unknown>>(sql`
        select id, settings->>'title' as title, finished_at is null as open, created_at as "createdAt",
          (select count(*)::int from players where session_id = sessions.id and not kicked) as players,
          (select count(*)::int from votes join rounds on rounds.id = round_id where session_id = sessions.id) as votes,
          (select count(*)::int from rounds where session_id = sessions.id and closed_at is not null) as rounds,
          (select coalesce(json_agg(json_build_object('team', team, 'score', score, 'players', members)
              order by score desc, team), '[]')
            from (select team, round(avg(score))::int as score, count(*)::int as members
              from players where session_id = sessions.id and team > 0 and not kicked group by team)) as teams
        from sessions
        where arena_id = ${arenaId} and exists (select from players where session_id = sessions.id and not kicked)
        order by created_at desc, id desc limit ${limit}`);
      return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }));
    },
  };
}
