import { type SQL, sql } from "drizzle-orm";
import type { Predictions, VoteOutcome } from "../../ports/rounds.ts";
import type { Db } from "../postgres/connect.ts";
import type { CastOrder } from "./cast-order.ts";

/** What is predicted of a round: a share or a picked answer. */
interface Predicted {
  readonly roundId: string;
  readonly playerId: string;
  readonly column: SQL;
  readonly value: SQL;
}

/** A round's predictions; one that comes again takes the place of the one before, until it is locked or the round is closed. */
export function createPredictionsStore(db: Db, order: CastOrder): Predictions {
  /** The shared lock makes `Rounds.close` wait for this commit, as for votes. */
  async function put({ roundId, playerId, column, value }: Predicted): Promise<VoteOutcome> {
    const at = order.next();
    const madeAt = sql`to_timestamp(${((await order.offset()) + at) / 1_000}::float8)`;
    const stored = await db.execute(sql`
      insert into predictions (round_id, player_id, ${column}, made_at)
      select id, ${playerId}::uuid, ${value}, ${madeAt} from rounds where id = ${roundId} and closed_at is null for share
      on conflict (round_id, player_id) do update set ${column} = excluded.${column}, made_at = excluded.made_at
        where not predictions.locked and predictions.made_at < excluded.made_at
          and predictions.${column} is distinct from excluded.${column}
      returning round_id`);
    if (stored.length > 0) return "accepted";
    const same = await db.execute(sql`
      select from predictions where round_id = ${roundId} and player_id = ${playerId} and ${column} = ${value}`);
    return same.length > 0 ? "duplicate" : "unknown";
  }

  return {
    predict: ({ roundId, playerId, share }) =>
      put({ roundId, playerId, column: sql`share`, value: sql`${share}::float8` }),

    pick: ({ roundId, playerId, answerId }) =>
      put({ roundId, playerId, column: sql`pick`, value: sql`${answerId}::uuid` }),

    async lock({ roundId, playerId }) {
      const locked = await db.execute(sql`
        with open as (select id from rounds where id = ${roundId} and closed_at is null for share)
        update predictions set locked = true from open
        where round_id = open.id and player_id = ${playerId} and not locked returning round_id`);
      if (locked.length > 0) return "accepted";
      const before = await db.execute(sql`
        select from predictions where round_id = ${roundId} and player_id = ${playerId} and locked`);
      return before.length > 0 ? "duplicate" : "unknown";
    },
  };
}
