import { type SQL, sql } from "drizzle-orm";
import type { Ballot, RankingBallot } from "../../../shared/round/state.ts";
import { rankingOf } from "../../../shared/round/votes/rankings.ts";
import { type RoundBallots, scoreRound } from "../../../shared/round/votes/scoring.ts";
import { ABSTENTION, type Verdict, type VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import type { Db } from "../postgres/connect.ts";

type Cast = { roundId: string; playerId: string; kind: string; answerA: string; answerB: string; verdict: Verdict };
type Predicted = { roundId: string; playerId: string; share: number | null; pick: string | null; locked: boolean };
type Abstained = { roundId: string; playerId: string };

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
    select round_id as "roundId", player_id as "playerId", share, pick, locked
    from rounds join predictions on round_id = rounds.id join players on players.id = player_id and not kicked
    where ${condition}`);

  const abstentions = await db.execute<Abstained>(sql`
    select abstentions.round_id as "roundId", abstentions.player_id as "playerId"
    from rounds join abstentions on abstentions.round_id = rounds.id join pairs on pairs.id = abstentions.pair_id
    join players on players.id = abstentions.player_id and not kicked
    where ${condition} and kind = 'showdown'`);

  const castIn = Map.groupBy(verdicts, ({ roundId }) => roundId);
  const predictedIn = Map.groupBy(predictions, ({ roundId }) => roundId);
  const abstainedIn = Map.groupBy(abstentions, ({ roundId }) => roundId);
  return (roundId) =>
    roundBallots(castIn.get(roundId) ?? [], predictedIn.get(roundId) ?? [], abstainedIn.get(roundId) ?? []);
}

function roundBallots(
  verdicts: readonly Cast[],
  predictions: readonly Predicted[],
  abstentions: readonly Abstained[],
): RoundBallots {
  const showdown = new Map<string, Ballot>();
  const ranking = new Map<string, RankingBallot>();
  for (const { playerId, share, pick, locked } of predictions) {
    if (share !== null) showdown.set(playerId, { verdict: null, share, locked });
    if (pick !== null) ranking.set(playerId, { ranking: null, pick, locked });
  }
  const says = (playerId: string, verdict: VerdictChoice): void => {
    const { share = null, locked = false } = showdown.get(playerId) ?? {};
    showdown.set(playerId, { verdict, share, locked });
  };
  for (const { playerId } of abstentions) says(playerId, ABSTENTION);
  for (const [playerId, cast] of Map.groupBy(verdicts, (one) => one.playerId)) {
    const [first] = cast;
    if (first?.kind === "showdown") says(playerId, first.verdict);
    else {
      const order = rankingOf(cast.map(({ verdict, ...pair }) => ({ pair, verdict })));
      const { pick = null, locked = false } = ranking.get(playerId) ?? {};
      ranking.set(playerId, { ranking: order, pick, locked });
    }
  }
  return { showdown, ranking };
}

/**
 * Gives a round's predictions their points and adds these to the players' scores, in one statement; a prediction that has its points
 * already gets none, so it may be repeated. To be called in a transaction that holds the round, whose ballots then stand still.
 *
 * @param points by player id, as the game awarded them; undefined: no game knows, and the stored ballots are scored
 */
export async function awardPoints(
  tx: Pick<Db, "execute">,
  roundId: string,
  points: ReadonlyMap<string, number> | undefined,
): Promise<void> {
  const given = points ?? (await pointsByBallots(tx, roundId));
  if (given.size === 0) return;
  const rows = JSON.stringify([...given].map(([id, won]) => ({ id, won })));
  await tx.execute(sql`
    with scored as (
      update predictions set points = given.won
      from jsonb_to_recordset(${rows}::text::jsonb) as given(id uuid, won double precision)
      where round_id = ${roundId} and player_id = given.id and points is null
      returning player_id, points
    )
    update players set score = score + scored.points from scored where players.id = scored.player_id`);
}

async function pointsByBallots(tx: Pick<Db, "execute">, roundId: string): Promise<ReadonlyMap<string, number>> {
  const ballots = await ballotsOf(tx, sql`rounds.id = ${roundId}`);
  return new Map([...scoreRound(ballots(roundId))].map(([id, { points }]) => [id, points]));
}
