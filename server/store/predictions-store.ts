import { sql } from "drizzle-orm";
import type { Predictions } from "../arena/ports/predictions.ts";
import type { Db } from "./connect.ts";
import { predictions } from "./schema/votes.ts";

export function createPredictionsStore(db: Db): Predictions {
  return {
    async predict(prediction) {
      const stored = await db.insert(predictions).values(prediction).onConflictDoNothing().returning({
        roundId: predictions.roundId,
      });
      return stored.length > 0 ? "accepted" : "duplicate";
    },

    async pick({ roundId, playerId, answerId }) {
      const stored = await db
        .insert(predictions)
        .values({ roundId, playerId, pick: answerId })
        .onConflictDoNothing()
        .returning({
          roundId: predictions.roundId,
        });
      return stored.length > 0 ? "accepted" : "duplicate";
    },

    async score(roundId, points) {
      if (points.size === 0) return;
      const rows = JSON.stringify([...points].map(([playerId, given]) => ({ player_id: playerId, given })));
      await db.execute(sql`
        update predictions set points = scored.given
        from jsonb_to_recordset(${rows}::text::jsonb) as scored(player_id uuid, given double precision)
        where predictions.round_id = ${roundId} and predictions.player_id = scored.player_id`);
    },
  };
}
