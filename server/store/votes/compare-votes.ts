import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../postgres/connect.ts";
import { verdictLabel } from "./read-votes.ts";

/**
 * Makes comparisons of the votes that fulfil a condition, one a pair. Nothing is learnt from an answer whose writer has taken it back. To be
 * called in a transaction that holds the arena's lock of comparisons.
 */
export async function compareVotes(tx: Pick<Db, "execute">, arenaId: number, where: SQL): Promise<void> {
  await tx.execute(sql`
    insert into comparisons (arena_id, pair_id, round_id, label, both_bad, votes)
    select ${arenaId}, pair_id, round_id, avg(${verdictLabel(sql`verdict`)}),
      avg(case when verdict = 'bothBad' then 1.0 else 0.0 end), count(*)
    from votes where ${where} and not exists (
      select from pairs join responses on responses.id in (pairs.a, pairs.b) join players on players.id = author_id
      where pairs.id = votes.pair_id and withdrawn_at is not null)
    group by pair_id, round_id order by min(cast_at), pair_id`);
}
