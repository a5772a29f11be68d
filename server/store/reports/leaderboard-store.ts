import { type SQL, sql } from "drizzle-orm";
import type { PlayersBoard } from "../../../shared/protocol/boards.ts";
import type { Leaderboard, SessionResult } from "../../ports/results.ts";
import type { Db } from "../postgres/connect.ts";

const timestamp = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`;

/**
 * Who joined, played a round that was closed since a time, or is dealt pairs of one that is open; with the points that rounds closed since
 * then have given. A deal tells nothing of how anybody votes.
 */
const playersOf = (since: Date): SQL => sql`
  with recent as (
    select id from rounds where closed_at >= ${timestamp(since)}
  ), earned as (
    select player_id, coalesce(sum(points), 0) as points from predictions
    where round_id in (select id from recent) group by player_id
  ), active as (
    select player_id from earned
    union select player_id from votes where round_id in (select id from recent)
    union select player_id from pairs join rounds on rounds.id = round_id
      where closed_at is null and dealt_at >= ${timestamp(since)}
  )
  select players.id, session_id, nickname, nickname_key, joined_at, kicked, muted, absent, coalesce(points, 0) as score
  from players left join earned on earned.player_id = players.id
  where joined_at >= ${timestamp(since)} or players.id in (select player_id from active)`;

/**
 * A nickname, however written, is one player across sessions; it's shown as last used. Kicked and muted players don't appear.
 * Votes of open rounds aren't counted: who has none yet would be known as a writer.
 */
export function createLeaderboardStore(db: Db): Leaderboard {
  return {
    async players(arenaId, since, limit) {
      type Row = PlayersBoard["players"][number];
      const playing = since === null ? sql`select * from players` : playersOf(since);
      const counted = since === null ? sql`closed_at is not null` : sql`closed_at >= ${timestamp(since)}`;
      const rows = await db.execute<Row>(sql`
        with best as (
          select (array_agg(nickname order by joined_at desc))[1] as nickname, array_agg(id) as ids,
            sum(score) as score, count(distinct session_id)::int as sessions
          from (${playing}) as playing
          where not kicked and not muted and not absent and session_id in (select id from sessions where arena_id = ${arenaId})
          group by nickname_key
          order by score desc, min(joined_at)
          limit ${limit}
        )
        select nickname, score, sessions, (
            select count(*)::int from votes join rounds on rounds.id = round_id
            where votes.player_id = any(ids) and ${counted}) as votes
        from best order by score desc, nickname`);
      return [...rows];
    },

    async sessions(arenaId, limit) {
      type Row = Omit<SessionResult, "createdAt"> & { createdAt: string };
      const rows = await db.execute<Row & Record<string, unknown>>(sql`
        select id, settings->>'title' as title, finished_at is null as open, created_at as "createdAt",
          (select count(*)::int from players where session_id = sessions.id and not kicked and not absent) as players,
          (select count(*)::int from votes join rounds on rounds.id = round_id where session_id = sessions.id) as votes,
          (select count(*)::int from rounds where session_id = sessions.id and closed_at is not null
            and beat is distinct from 'finale') as rounds,
          (select coalesce(json_agg(json_build_object('team', team, 'score', score, 'players', members,
              'name', coalesce(team_looks -> (team - 1) ->> 'name', ''),
              'colour', team_looks -> (team - 1) ->> 'colour')
              order by score desc, team), '[]')
            from (select team, round(avg(score))::int as score, count(*)::int as members
              from players where session_id = sessions.id and team > 0 and not kicked and not absent group by team)) as teams
        from sessions
        where arena_id = ${arenaId} and exists (select from players where session_id = sessions.id and not kicked)
        order by created_at desc, id desc limit ${limit}`);
      return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }));
    },
  };
}
