import type postgres from "postgres";
import { type AnswerComparison, compareAnswers } from "./compare-answers.ts";
import { comparePredictions, type PredictionComparison } from "./compare-predictions.ts";
import { compareRankings } from "./compare-rankings.ts";
import { compareRounds, type RoundComparison } from "./compare-rounds.ts";
import { compareVotes, type VoteComparison } from "./compare-votes.ts";
import type { Ledger } from "./ledger.ts";
import type { Tally } from "./tally.ts";

export interface Comparison {
  readonly votes: VoteComparison;
  /** Shares and picks. */
  readonly predictions: PredictionComparison;
  readonly rankings: Tally;
  readonly answers: AnswerComparison;
  readonly rounds: RoundComparison;
}

/** Compares everything that was acknowledged with what the database holds. What is still going on in it has to be over. */
export async function compareLedger(sql: postgres.Sql, ledger: Ledger): Promise<Comparison> {
  return {
    votes: await compareVotes(sql, ledger.votes),
    predictions: await comparePredictions(sql, ledger.predictions, ledger.picks),
    rankings: await compareRankings(sql, ledger.rankings),
    answers: await compareAnswers(sql, ledger.answers),
    rounds: await compareRounds(sql),
  };
}

/** Counts of what is as it should be; all the others are faults. */
const PLAIN: ReadonlySet<string> = new Set(["acknowledged", "stored", "played"]);

/** Every fault that was found, as in "3 votes lost"; none is what has to come out. */
export function faultsOf(comparison: Comparison): string[] {
  return Object.entries(comparison).flatMap(([what, counts]: [string, object]) =>
    Object.entries(counts).flatMap(([fault, count]: [string, number]) =>
      PLAIN.has(fault) || count === 0 ? [] : [`${count} ${what}: ${inWords(fault)}`],
    ),
  );
}

function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
