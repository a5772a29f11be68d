import type postgres from "postgres";
import { comparePredictions, type PredictionComparison } from "./compare-predictions.ts";
import {
  type AcknowledgedAnswer,
  type AcknowledgedRanking,
  type AcknowledgedVote,
  type Ledger,
  ofPlayer,
  type Tally,
  tally,
} from "./ledger.ts";

export interface LedgerComparison {
  readonly votes: VoteComparison;
  /** Shares and picks. */
  readonly predictions: PredictionComparison;
  readonly rankings: Tally;
  readonly answers: AnswerComparison;
  readonly rounds: RoundComparison;
}

/** Compares everything that was acknowledged with what the database holds. Nothing may write to it any more. */
export async function compareLedger(sql: postgres.Sql, ledger: Ledger): Promise<LedgerComparison> {
  return {
    votes: await compareVotes(sql, ledger.votes),
    predictions: await comparePredictions(sql, ledger.predictions, ledger.picks),
    rankings: await compareRankings(sql, ledger.rankings),
    answers: await compareAnswers(sql, ledger.answers),
    rounds: await compareRounds(sql),
  };
}

/** Counts that aren't faults; all others are. */
const PLAIN: ReadonlySet<string> = new Set(["acknowledged", "stored", "played"]);

/** Every fault that was found, such as "3 votes: lost"; there should be none. */
export function faultsOf(comparison: LedgerComparison): string[] {
  return Object.entries(comparison).flatMap(([what, counts]: [string, object]) =>
    Object.entries(counts).flatMap(([fault, count]: [string, number]) =>
      PLAIN.has(fault) || count === 0 ? [] : [`${count} ${what}: ${inWords(fault)}`],
    ),
  );
}

function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

export interface VoteComparison extends Tally {
  /** Votes of closed rounds that no comparison counts, so that nobody learns from them. */
  readonly unlearnt: number;
  /** Votes that comparisons count although there are none. */
  readonly learntTwice: number;
}

/** Compares every acknowledged (pair, player, verdict) with what the database holds. */
export async function compareVotes(
  sql: postgres.Sql,
  acknowledged: readonly Pick<AcknowledgedVote, "pairId" | "playerId" | "verdict">[],
): Promise<VoteComparison> {
  const stored = await sql<{ pairId: string; playerId: string; verdict: string }[]>`
    select pair_id as "pairId", player_id as "playerId", verdict from votes`;
  const [learnt] = await sql<{ missing: number; surplus: number }[]>`
    with cast_votes as (
      select pair_id, count(*)::int as cast_votes from votes join rounds on rounds.id = votes.round_id
      where closed_at is not null group by pair_id
    )
    select coalesce(sum(greatest(coalesce(cast_votes, 0) - coalesce(votes, 0), 0)), 0)::int as missing,
      coalesce(sum(greatest(coalesce(votes, 0) - coalesce(cast_votes, 0), 0)), 0)::int as surplus
    from cast_votes full join comparisons using (pair_id)`;
  return {
    ...tally(
      acknowledged,
      stored,
      ({ pairId, playerId }) => ofPlayer(pairId, playerId),
      (vote, row) => vote.verdict === row.verdict,
    ),
    unlearnt: learnt?.missing ?? 0,
    learntTwice: learnt?.surplus ?? 0,
  };
}

/** Compares rankings. A ranking is stored as one verdict, "better > worse", on every two of its answers. */
export async function compareRankings(sql: postgres.Sql, acknowledged: readonly AcknowledgedRanking[]): Promise<Tally> {
  const verdicts = await sql<{ roundId: string; playerId: string; better: string; worse: string }[]>`
    select votes.round_id as "roundId", votes.player_id as "playerId",
      case verdict when 'a' then a.text else b.text end as better, case verdict when 'a' then b.text else a.text end as worse
    from votes join pairs on pairs.id = votes.pair_id
    join responses a on a.id = pairs.a join responses b on b.id = pairs.b where kind = 'podium'`;
  const ballots = Map.groupBy(verdicts, ({ roundId, playerId }) => ofPlayer(roundId, playerId));
  const stored = [...ballots.values()].map((rows) => ({ ...rows[0]!, order: rows.map(inOrder).sort() }));
  return {
    ...tally(
      acknowledged.map((ranking) => ({ ...ranking, order: everyTwo(ranking.texts).map(inOrder).sort() })),
      stored,
      ({ roundId, playerId }) => ofPlayer(roundId, playerId),
      (ranking, ballot) => ranking.order.join() === [...new Set(ballot.order)].join(),
    ),
    doubled: stored.filter(({ order }) => new Set(order).size < order.length).length,
  };
}

const inOrder = ({ better, worse }: { better: string; worse: string }): string => JSON.stringify([better, worse]);

function everyTwo(texts: readonly string[]): { better: string; worse: string }[] {
  return texts.flatMap((better, place) => texts.slice(place + 1).map((worse) => ({ better, worse })));
}

export interface AnswerComparison extends Tally {
  /** Answers of finished rounds that met no other answer, though there was one. */
  readonly unpaired: number;
}

/** Compares what players wrote with what the database holds, and checks that it was dealt in a pair. */
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

export interface RoundComparison {
  readonly played: number;
  /** Rounds that were left open though their session went on to the next. */
  readonly leftOpen: number;
  /** Round numbers that a session left out. */
  readonly skipped: number;
  /** Players whose score isn't the sum of their points. */
  readonly wrongScores: number;
}

/** Checks that rounds follow one another, each closed, and that every player's score is the sum of what their predictions earned. */
export async function compareRounds(sql: postgres.Sql): Promise<RoundComparison> {
  const [found] = await sql<RoundComparison[]>`
    with numbered as (
      select closed_at, index, lag(index, 1, 0) over of_session as before, max(index) over (partition by session_id) as last
      from rounds window of_session as (partition by session_id order by index)
    ), earned as (
      select player_id, sum(points) as points from predictions group by player_id
    )
    select count(*)::int as played,
      count(*) filter (where closed_at is null and index < last)::int as "leftOpen",
      coalesce(sum(index - before - 1), 0)::int as skipped,
      (select count(*) from players left join earned on player_id = players.id where score <> coalesce(points, 0))::int
        as "wrongScores"
    from numbered`;
  return found!;
}

/**
 * Deletes one acknowledged vote of a closed round, so that whoever compares ledger and database can be seen to find it.
 * @throws Error where no such vote was acknowledged
 */
export async function plantLoss(sql: postgres.Sql, { votes }: Ledger): Promise<void> {
  for (const { pairId, playerId } of votes) {
    const gone = await sql`
      delete from votes using rounds where rounds.id = round_id and closed_at is not null
        and pair_id = ${pairId} and player_id = ${playerId} returning votes.id`;
    if (gone.length > 0) return;
  }
  throw new Error("No vote of a closed round was acknowledged, so that none could be lost");
}
