import type postgres from "postgres";
import type { AcknowledgedAnswer } from "./ledger.ts";
import { ofPlayer, type Tally, tally } from "./tally.ts";

export interface AnswerComparison extends Tally {
  /** Answers of rounds that are over that met no other answer, though there was one. */
  readonly unpaired: number;
}

/** Compares what players wrote with what the database holds, and looks whether it was put to judgement. */
export async function compareAnswers(
  sql: postgres.Sql,
  acknowledged: readonly AcknowledgedAnswer[],
): Promise<AnswerComparison> {
  const stored = await sql<(AcknowledgedAnswer & { over: boolean; paired: boolean; alone: boolean })[]>`
    select written.round_id as "roundId", author_id as "playerId", written.text,
      exists (select from rounds later where later.session_id = rounds.session_id and later.index > rounds.index) as over,
      exists (select from pairs where pairs.round_id = rounds.id and written.id in (pairs.a, pairs.b)) as paired,
      not exists (
        select from responses other where other.prompt_id = rounds.prompt_id and other.id <> written.id
          and (other.round_id = rounds.id or other.policy_version is not null)) as alone
    from responses written join rounds on rounds.id = written.round_id
    where author_id is not null and written.hidden_at is null`;
  return {
    ...tally(
      acknowledged,
      stored,
      ({ roundId, playerId }) => ofPlayer(roundId, playerId),
      (answer, row) => answer.text === row.text,
    ),
    unpaired: stored.filter(({ over, paired, alone }) => over && !paired && !alone).length,
  };
}
