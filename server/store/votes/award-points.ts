import { sql } from "drizzle-orm";
import { scoreRound } from "../../../shared/round/votes/scoring.ts";
import type { Db } from "../postgres/connect.ts";
import { ballotsOf } from "./round-ballots.ts";

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
