import type postgres from "postgres";

export interface RoundComparison {
  readonly played: number;
  /** Rounds that were left open though their session went on to the next. */
  readonly leftOpen: number;
  /** Numbers that a session has passed over. */
  readonly skipped: number;
  /** Players whose score isn't the sum of their points. */
  readonly wrongScores: number;
}

/** Looks whether rounds follow upon each other, each closed, and whether every player's score is what their predictions earned. */
export async function compareRounds(sql: postgres.Sql): Promise<RoundComparison> {
  const [found] = await sql<RoundComparison[]>`
    with numbered as (
      select closed_at, index, lag(index, 1, 0) over of_session as before, max(index) over (partition by session_id) as last
      from rounds window of_session as (partition by session_id order by index)
    ), earned as (
      select player_id, sum(points) as points from predictions group by player_id
    )
    select count(*)::int as played,
      count(*) filter (where closed_at is null and index < last)::int as "leftOpen",
      coalesce(sum(index - before - 1), 0)::int as skipped,
      (select count(*) from players left join earned on player_id = players.id where score <> coalesce(points, 0))::int
        as "wrongScores"
    from numbered`;
  return found!;
}
