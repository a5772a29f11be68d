import type { Predictions } from "../../ports/rounds.ts";
import type { Db } from "../postgres/connect.ts";
import { predictions } from "../schema/votes.ts";

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
  };
}
