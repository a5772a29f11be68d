import { sql } from "drizzle-orm";
import type { Raters } from "../../ports/learning.ts";
import type { Db } from "../postgres/connect.ts";
import { raters } from "../schema/models.ts";

/** Players a statement. */
const PAGE = 1_000;

export function createRatersStore(db: Db): Raters {
  return {
    async save(estimates) {
      await db.transaction(async (tx) => {
        for (let at = 0; at < estimates.length; at += PAGE)
          await tx
            .insert(raters)
            .values(estimates.slice(at, at + PAGE))
            .onConflictDoUpdate({
              target: raters.playerId,
              set: {
                reliability: sql`excluded.reliability`,
                low: sql`excluded.low`,
                high: sql`excluded.high`,
                eta: sql`excluded.eta`,
                weight: sql`excluded.weight`,
                repeats: sql`excluded.repeats`,
                compared: sql`excluded.compared`,
                at: sql`now()`,
              },
            });
      });
    },
  };
}
