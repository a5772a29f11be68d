import { randomUUID } from "node:crypto";
import { count, eq } from "drizzle-orm";
import type postgres from "postgres";
import { perVerdict, VERDICTS, type Verdict } from "../../../shared/round/votes/verdict.ts";
import type { NewVote, VoteOutcome, Votes } from "../../ports/rounds.ts";
import type { Db } from "../postgres/connect.ts";
import { isUuid } from "../postgres/uuid.ts";
import { votes } from "../schema/votes.ts";
import { GROUP_VOTES, type GroupVotesOptions, groupVotes } from "./group-votes.ts";
import { insertVotes } from "./insert-votes.ts";

const LONGEST_MS = 3_600_000;

/** Votes that are cast in the same few milliseconds share an insert, whoever calls (see `group-votes.ts`). */
export function createVotesStore(db: Db, sql: postgres.Sql, options: GroupVotesOptions = GROUP_VOTES): Votes {
  const group = groupVotes((batch) => insertVotes(sql, batch), options);

  return {
    async cast(given) {
      for (const vote of given) checkVote(vote);
      const known = given.map((vote) => (hasIds(vote) ? { ...vote, id: randomUUID() } : null));
      const outcomes = await group(known.filter((vote) => vote !== null));
      let next = 0;
      return known.map((vote): VoteOutcome => (vote === null ? "unknown" : (outcomes[next++] ?? "unknown")));
    },

    async ofPair(pairId) {
      const counts: Record<Verdict, number> = { ...perVerdict(() => 0) };
      if (!isUuid(pairId)) return counts;
      const rows = await db
        .select({ verdict: votes.verdict, count: count() })
        .from(votes)
        .where(eq(votes.pairId, pairId))
        .groupBy(votes.verdict);
      for (const row of rows) counts[row.verdict] = row.count;
      return counts;
    },
  };
}

function hasIds(vote: NewVote): boolean {
  return isUuid(vote.pairId) && isUuid(vote.playerId) && isUuid(vote.roundId);
}

function checkVote({ verdict, decisionMs, measuredMs = null }: NewVote): void {
  if (!VERDICTS.includes(verdict)) throw new RangeError(`${JSON.stringify(verdict)} is no verdict`);
  for (const ms of [decisionMs, measuredMs ?? 0]) {
    if (!Number.isInteger(ms) || ms < 0 || ms > LONGEST_MS) {
      throw new RangeError(`A decision takes a whole number of milliseconds up to an hour, not ${ms}`);
    }
  }
}
