import { type SQL, sql } from "drizzle-orm";
import type { Ballot, RankingBallot } from "../../../shared/round/state.ts";
import { rankingOf } from "../../../shared/round/votes/rankings.ts";
import type { RoundBallots } from "../../../shared/round/votes/scoring.ts";
import type { Verdict } from "../../../shared/round/votes/verdict.ts";
import type { Db } from "../postgres/connect.ts";

type Cast = { roundId: string; playerId: string; kind: string; answerA: string; answerB: string; verdict: Verdict };
type Predicted = { roundId: string; playerId: string; share: number | null; pick: string | null };

/**
 * What was put in for the shared moments of the rounds that fulfil a condition on `rounds`, by round id. Players who were removed
 * have no part in it, as in the game.
 */
export async function ballotsOf(db: Pick<Db, "execute">, condition: SQL): Promise<(roundId: string) => RoundBallots> {
  const verdicts = await db.execute<Cast>(sql`
    select votes.round_id as "roundId", votes.player_id as "playerId", kind, a as "answerA", b as "answerB", verdict
    from rounds join votes on votes.round_id = rounds.id join pairs on pairs.id = votes.pair_id
    join players on players.id = votes.player_id and not kicked
    where ${condition} and kind in ('showdown', 'podium')`);
  const predictions = await db.execute<Predicted>(sql`
    select round_id as "roundId", player_id as "playerId", share, pick
    from rounds join predictions on round_id = rounds.id join players on players.id = player_id and not kicked
    where ${condition}`);

  const castIn = Map.groupBy(verdicts, ({ roundId }) => roundId);
  const predictedIn = Map.groupBy(predictions, ({ roundId }) => roundId);
  return (roundId) => roundBallots(castIn.get(roundId) ?? [], predictedIn.get(roundId) ?? []);
}

function roundBallots(verdicts: readonly Cast[], predictions: readonly Predicted[]): RoundBallots {
  const showdown = new Map<string, Ballot>();
  const ranking = new Map<string, RankingBallot>();
  for (const { playerId, share, pick } of predictions) {
    if (share !== null) showdown.set(playerId, { verdict: null, share });
    if (pick !== null) ranking.set(playerId, { ranking: null, pick });
  }
  for (const [playerId, cast] of Map.groupBy(verdicts, (one) => one.playerId)) {
    const [first] = cast;
    if (first?.kind === "showdown") {
      showdown.set(playerId, { verdict: first.verdict, share: showdown.get(playerId)?.share ?? null });
    } else {
      const order = rankingOf(cast.map(({ verdict, ...pair }) => ({ pair, verdict })));
      ranking.set(playerId, { ranking: order, pick: ranking.get(playerId)?.pick ?? null });
    }
  }
  return { showdown, ranking };
}
