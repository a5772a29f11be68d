import { eq, sql } from "drizzle-orm";
import { changed, DEFAULT_TRAINING } from "../../../shared/protocol/training-settings.ts";
import type { TrainingChoices } from "../../ports/models.ts";
import { notify } from "../postgres/bus-events.ts";
import type { Db } from "../postgres/connect.ts";
import { trainingChoices } from "../schema/models.ts";

/** First key of the advisory lock under which an arena's choices change; the second is the arena. */
const CHOICES_LOCK = 7_302_915;

export function createTrainingChoicesStore(db: Db): TrainingChoices {
  async function read(from: Pick<Db, "select">, arenaId: number) {
    const [row] = await from.select().from(trainingChoices).where(eq(trainingChoices.arenaId, arenaId));
    return row?.settings ?? DEFAULT_TRAINING;
  }
  return {
    of: (arenaId) => read(db, arenaId),
    change: (arenaId, change) =>
      db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${CHOICES_LOCK}, ${arenaId})`);
        const settings = changed(await read(tx, arenaId), change);
        await tx
          .insert(trainingChoices)
          .values({ arenaId, settings })
          .onConflictDoUpdate({ target: trainingChoices.arenaId, set: { settings, at: sql`now()` } });
        await notify(tx, { type: "training_settings" });
        return settings;
      }),
  };
}
