import { and, asc, eq, gt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Criterion } from "../../shared/round/settings.ts";
import type { Comparisons } from "../arena/ports.ts";
import type { Db } from "./connect.ts";
import { pairs, prompts, responses } from "./schema/pool.ts";
import { rounds } from "./schema/rounds.ts";
import { sessions } from "./schema/sessions.ts";
import { comparisons } from "./schema/votes.ts";

const responseA = alias(responses, "response_a");
const responseB = alias(responses, "response_b");

function responseColumns({ text, tokens, policyVersion }: typeof responseA | typeof responseB) {
  return { text, tokens, policyVersion: sql<number>`coalesce(${policyVersion}, -1)` };
}

export function createComparisonsStore(db: Db): Comparisons {
  return {
    after(arenaId, afterId, limit) {
      return db
        .select({
          id: comparisons.id,
          pairId: comparisons.pairId,
          roundId: comparisons.roundId,
          kind: pairs.kind,
          criterion: sql<Criterion>`coalesce(${sessions.settings} ->> 'criterion', 'overall')`,
          promptId: prompts.name,
          prompt: prompts.text,
          a: responseColumns(responseA),
          b: responseColumns(responseB),
          label: comparisons.label,
          bothBad: comparisons.bothBad,
          votes: comparisons.votes,
        })
        .from(comparisons)
        .innerJoin(pairs, eq(pairs.id, comparisons.pairId))
        .innerJoin(rounds, eq(rounds.id, comparisons.roundId))
        .innerJoin(sessions, eq(sessions.id, rounds.sessionId))
        .innerJoin(prompts, eq(prompts.id, pairs.promptId))
        .innerJoin(responseA, eq(responseA.id, pairs.a))
        .innerJoin(responseB, eq(responseB.id, pairs.b))
        .where(and(eq(comparisons.arenaId, arenaId), gt(comparisons.id, afterId)))
        .orderBy(asc(comparisons.id))
        .limit(limit);
    },

    /**
     * A repeated pair is the same player's opinion again, so it says nothing more about the versions and is left out; copies
     * of a pair are the same two answers, so their votes belong together.
     */
    async betweenVersions(arenaId) {
      const rows = await db.execute<{ a: number; b: number; label: number; votes: number }>(sql`
        select least(x.policy_version, y.policy_version) as a, greatest(x.policy_version, y.policy_version) as b,
          sum(votes * case when x.policy_version < y.policy_version then label else 1 - label end) / sum(votes) as label,
          sum(votes)::int as votes
        from comparisons
        join pairs on pairs.id = comparisons.pair_id
        join responses x on x.id = pairs.a
        join responses y on y.id = pairs.b
        where comparisons.arena_id = ${arenaId} and pairs.repeat_of is null and x.policy_version <> y.policy_version
        group by coalesce(pairs.copy_of, pairs.id), 1, 2 order by 1, 2, min(comparisons.id)`);
      return [...rows];
    },
  };
}
