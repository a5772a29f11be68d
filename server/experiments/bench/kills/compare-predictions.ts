import type postgres from "postgres";
import { pickShares, pointsFor, pointsForPick, shareOf } from "../../../../shared/round/votes/scoring.ts";
import type { Verdict } from "../../../../shared/round/votes/verdict.ts";
import { type AcknowledgedPick, type AcknowledgedPrediction, ofPlayer, type Tally, tally } from "./ledger.ts";

export interface PredictionComparison extends Tally {
  /** Predictions of finished rounds that have no points, though there are others' verdicts to score them by. */
  readonly unscored: number;
  /** Predictions whose points aren't those of the rules. */
  readonly misscored: number;
}

interface StoredPrediction {
  readonly roundId: string;
  readonly playerId: string;
  readonly share: number | null;
  readonly pick: string | null;
  readonly points: number | null;
  /** A later round of its session was opened. */
  readonly over: boolean;
}

/** Compares shares and picks with what the database holds, and the points with the rules. */
export async function comparePredictions(
  sql: postgres.Sql,
  shares: readonly AcknowledgedPrediction[],
  picks: readonly AcknowledgedPick[],
): Promise<PredictionComparison> {
  const stored = await sql<StoredPrediction[]>`
    select predictions.round_id as "roundId", player_id as "playerId", share, responses.text as pick, points,
      exists (select from rounds later where later.session_id = rounds.session_id and later.index > rounds.index) as over
    from predictions join rounds on rounds.id = predictions.round_id left join responses on responses.id = pick`;
  const showdowns = await sql<{ pairId: string; roundId: string }[]>`
    select id as "pairId", round_id as "roundId" from pairs where kind = 'showdown' and round_id is not null`;
  const roundOf = new Map(showdowns.map(({ pairId, roundId }) => [pairId, roundId]));
  const acknowledged = [
    ...shares.map(({ pairId, ...rest }) => ({ ...rest, roundId: roundOf.get(pairId) ?? pairId, pick: null })),
    ...picks.map(({ roundId, playerId, text }) => ({ roundId, playerId, share: null, pick: text })),
  ];
  const right = await rightPoints(sql);
  const judged = stored
    .filter((row) => row.over)
    .map((row) => ({ points: row.points, right: right(row) }))
    .filter((row) => row.right !== null);
  return {
    ...tally(
      acknowledged,
      stored,
      ({ roundId, playerId }) => ofPlayer(roundId, playerId),
      (prediction, row) => prediction.share === row.share && prediction.pick === row.pick,
    ),
    unscored: judged.filter(({ points }) => points === null).length,
    misscored: judged.filter((row) => row.points !== null && row.points !== row.right).length,
  };
}

/** The points of a prediction by the rules (S2, K3) and the stored verdicts; null without verdicts of others (S4). */
async function rightPoints(sql: postgres.Sql): Promise<(prediction: StoredPrediction) => number | null> {
  const verdicts = await sql<{ roundId: string; playerId: string; verdict: Verdict }[]>`
    select votes.round_id as "roundId", votes.player_id as "playerId", verdict
    from votes join pairs on pairs.id = votes.pair_id where kind = 'showdown'`;
  // A player's first answer: the one that none of their verdicts puts behind another.
  const firsts = await sql<{ roundId: string; playerId: string; first: string }[]>`
    with sides as (
      select votes.round_id, votes.player_id, answer, answer = case verdict when 'a' then pairs.a else pairs.b end as won
      from votes join pairs on pairs.id = votes.pair_id cross join lateral (values (pairs.a), (pairs.b)) as side(answer)
      where kind = 'podium'
    )
    select sides.round_id as "roundId", player_id as "playerId", text as first
    from sides join responses on responses.id = answer
    group by sides.round_id, player_id, answer, text having bool_and(won)`;
  const verdictsOf = Map.groupBy(verdicts, (row) => row.roundId);
  const podiums = await sql<{ roundId: string; answers: number }[]>`
    select round_id as "roundId", count(distinct answer)::int as answers
    from pairs cross join lateral (values (a), (b)) as side(answer)
    where kind = 'podium' and round_id is not null group by round_id`;
  const answersOf = new Map(podiums.map(({ roundId, answers }) => [roundId, answers]));
  const firstsOf = Map.groupBy(firsts, (row) => row.roundId);
  return ({ roundId, playerId, share, pick }) => {
    const isOther = (row: { playerId: string }) => row.playerId !== playerId;
    if (pick !== null) {
      const others = (firstsOf.get(roundId) ?? []).filter(isOther).map((row) => row.first);
      return others.length === 0
        ? null
        : pointsForPick(pickShares([pick], others).get(pick) ?? 0, answersOf.get(roundId) ?? 0);
    }
    const outcome = shareOf((verdictsOf.get(roundId) ?? []).filter(isOther).map((row) => row.verdict));
    return share === null || outcome === null ? null : pointsFor(share, outcome);
  };
}
