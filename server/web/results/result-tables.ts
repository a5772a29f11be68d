import type { SessionResults, VoteResult } from "../../../shared/protocol/results.ts";

export type Cell = string | number | boolean | null;

/** Rows of one kind under headings, for any file format. */
export interface ResultTable {
  readonly name: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

type Column<Row> = readonly [heading: string, cell: (row: Row) => Cell];

/** `sameAs`: players who judged the same, more often than chance explains. */
type ListedPlayer = SessionResults["players"][number] & { readonly sameAs: readonly string[] };

const PLAYERS: readonly Column<ListedPlayer>[] = [
  ["Nickname", (player) => player.nickname],
  ["Team", (player) => player.teamName || player.team || null],
  ["Rank", (player) => player.rank],
  ["Points", (player) => player.score],
  ["Votes", (player) => player.votes],
  ["Predictions", (player) => player.predictions],
  ["Points per prediction", (player) => rounded(player.meanPoints)],
  ["Median seconds per vote", (player) => rounded(player.medianSeconds)],
  ["Consistency on repeated pairs", (player) => rounded(player.consistency)],
  ["Reliability of the votes", ({ reliability }) => rounded(reliability?.share)],
  ["Reliability, 95% from", ({ reliability }) => rounded(reliability?.low)],
  ["Reliability, 95% to", ({ reliability }) => rounded(reliability?.high)],
  ["Agreement with the reward model (eta)", ({ reliability }) => rounded(reliability?.agreement)],
  ["Weight of a vote", ({ reliability }) => rounded(reliability?.weight)],
  ["Pairs judged twice", ({ reliability }) => reliability?.repeats ?? null],
  ["Votes compared", ({ reliability }) => reliability?.compared ?? null],
  ["Address (same code, same network)", (player) => player.address],
  ["Votes faster than reading, not learnt from", (player) => player.tooFast],
  ["Same votes as", (player) => player.sameAs.join(", ") || null],
  ["Status", (player) => player.status],
  ["Name muted", (player) => player.muted],
  ["Joined (UTC)", (player) => player.joinedAt],
];

const ROUNDS: readonly Column<SessionResults["rounds"][number]>[] = [
  ["Round", (round) => (round.finale ? "finale" : round.round)],
  ["Model version", (round) => round.modelVersion],
  ["Voters", (round) => round.voters],
  ["Votes", (round) => round.votes],
  ["Can't judge", (round) => round.abstentions],
  ["Predictions", (round) => round.predictions],
  ["Points per prediction", (round) => rounded(round.meanPoints)],
  ["Opened (UTC)", (round) => round.openedAt],
  ["Closed (UTC)", (round) => round.closedAt],
];

const QUESTIONS: readonly Column<SessionResults["questions"][number]>[] = [
  ["Prompt", (question) => question.prompt],
  ["Pairs judged", (question) => question.pairs],
  ["Votes", (question) => question.votes],
  ["Ties", (question) => question.ties],
  ["Both bad", (question) => question.bothBad],
  ["Best answer", (question) => question.bestAnswer],
  ["Its share of the votes", (question) => rounded(question.bestShare)],
  ["Written by", (question) => author(question.bestVersion, question.bestContestant)],
];

const VOTES: readonly Column<VoteResult>[] = [
  ["Round", (vote) => vote.round],
  ["Nickname", (vote) => vote.nickname],
  ["Beat", (vote) => vote.beat],
  ["Prompt", (vote) => vote.prompt],
  ["Answer A", (vote) => vote.answerA],
  ["Answer B", (vote) => vote.answerB],
  ["A written by", (vote) => author(vote.versionA, vote.contestantA)],
  ["B written by", (vote) => author(vote.versionB, vote.contestantB)],
  ["Verdict", (vote) => vote.verdict],
  ["Seconds", (vote) => vote.seconds],
  ["Cast (UTC)", (vote) => vote.castAt],
];

export function resultTables(
  results: SessionResults,
): Readonly<Record<"players" | "rounds" | "questions", ResultTable>> {
  return {
    players: table("Players", PLAYERS, listed(results)),
    rounds: table("Rounds", ROUNDS, results.rounds),
    questions: table("Questions", QUESTIONS, results.questions),
  };
}

const listed = ({ players, identical }: SessionResults): ListedPlayer[] =>
  players.map((player) => ({
    ...player,
    sameAs: identical
      .filter(({ nicknames }) => nicknames.includes(player.nickname))
      .flatMap(({ nicknames }) => nicknames.filter((nickname) => nickname !== player.nickname)),
  }));

export function votesTable(votes: readonly VoteResult[]): ResultTable {
  return table("Votes", VOTES, votes);
}

function table<Row>(name: string, columns: readonly Column<Row>[], rows: readonly Row[]): ResultTable {
  return {
    name,
    headings: columns.map(([heading]) => heading),
    rows: rows.map((row) => columns.map(([, cell]) => cell(row))),
  };
}

function author(version: number | null, contestant: string | null): string {
  return version === null ? (contestant ?? "a player") : `version ${version}`;
}

function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value * 1_000) / 1_000;
}
