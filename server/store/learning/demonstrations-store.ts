import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Demonstrations } from "../../ports/learning.ts";
import { judgedEntries } from "../pool/judged-entries.ts";
import type { Db } from "../postgres/connect.ts";
import { demonstrations, responses } from "../schema/pool.ts";
import { prompts } from "../schema/rounds.ts";

/** Keeps the winners of a round whose comparisons are stored; to be called in the transaction that closes it. */
export async function keepDemonstrations(tx: Pick<Db, "execute">, arenaId: number, roundId: string): Promise<void> {
  await tx.execute(sql`
    insert into demonstrations (response_id, arena_id, share, votes)
    select id, ${arenaId}, share, votes from (${judgedEntries(roundId)}) as entries where won
    on conflict do nothing`);
}

export function createDemonstrationsStore(db: Db): Demonstrations {
  return {
    list: (arenaId) =>
      db
        .select({
          prompt: prompts.text,
          text: responses.text,
          share: demonstrations.share,
          votes: demonstrations.votes,
        })
        .from(demonstrations)
        .innerJoin(responses, eq(responses.id, demonstrations.responseId))
        .innerJoin(prompts, eq(prompts.id, responses.promptId))
        .where(and(eq(demonstrations.arenaId, arenaId), isNull(responses.hiddenAt)))
        .orderBy(asc(demonstrations.at), asc(demonstrations.responseId)),
  };
}
