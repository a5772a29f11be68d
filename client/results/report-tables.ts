import type {
  IdenticalResult,
  PlayerResult,
  QuestionResult,
  ReliabilityResult,
  RoundResult,
  SessionResults,
} from "../../shared/protocol/results.ts";
import { t } from "../i18n/t.ts";

export interface ReportTable {
  readonly headings: readonly { readonly text: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

type Column<Row> = readonly [heading: string, numeric: boolean, cell: (row: Row) => string];

/** The tables of the report page, in the viewer's language; columns that hold nothing are left out. */
export function reportTables({
  players,
  identical,
  rounds,
  questions,
}: SessionResults): Readonly<Record<"players" | "unusual" | "rounds" | "questions", ReportTable>> {
  return {
    players: table(PLAYERS, players),
    unusual: table(UNUSUAL, unusualPlayers(players, identical)),
    rounds: table(ROUNDS, rounds),
    questions: table(QUESTIONS, questions),
  };
}

const PLAYERS: readonly Column<PlayerResult>[] = [
  [t("standings.rank"), true, ({ rank }) => (rank === null ? "" : String(rank))],
  [t("boards.nickname"), false, ({ nickname }) => nickname],
  [t("results.team"), true, ({ team }) => (team === 0 ? "" : String(team))],
  [t("boards.score"), true, ({ score }) => String(Math.round(score))],
  [t("results.votes"), true, ({ votes }) => String(votes)],
  [t("results.predictions"), true, ({ predictions }) => String(predictions)],
  [t("results.meanPoints"), true, ({ meanPoints }) => decimal(meanPoints)],
  [t("results.seconds"), true, ({ medianSeconds }) => decimal(medianSeconds)],
  [t("results.consistency"), true, ({ consistency }) => percent(consistency)],
  [t("results.reliability"), false, ({ reliability }) => (reliability === null ? "" : interval(reliability))],
  [t("results.agreement"), true, ({ reliability }) => percent(reliability?.agreement ?? null)],
  [t("results.weight"), true, ({ reliability }) => reliability?.weight.toFixed(2) ?? ""],
  [t("results.address"), false, ({ address }) => address ?? ""],
  [t("results.status"), false, ({ status }) => (status === "playing" ? "" : t(`results.status.${status}`))],
];

/** A vote or two come fast after a slow line; so many, and this share of a player's, do not. */
const MANY_TOO_FAST = { votes: 3, share: 0.1 };

interface UnusualPlayer extends PlayerResult {
  readonly group: IdenticalResult | undefined;
}

/** Players of whose votes many were faster than reading, or the same as somebody else's. */
function unusualPlayers(players: readonly PlayerResult[], identical: readonly IdenticalResult[]): UnusualPlayer[] {
  return players
    .map((player) => ({ ...player, group: identical.find(({ nicknames }) => nicknames.includes(player.nickname)) }))
    .filter(
      ({ tooFast, votes, group }) =>
        group !== undefined || (tooFast >= MANY_TOO_FAST.votes && tooFast >= MANY_TOO_FAST.share * votes),
    );
}

const UNUSUAL: readonly Column<UnusualPlayer>[] = [
  [t("boards.nickname"), false, ({ nickname }) => nickname],
  [t("results.address"), false, ({ address }) => address ?? ""],
  [t("results.tooFast"), true, ({ tooFast, votes }) => (tooFast === 0 ? "" : t("results.ofVotes", { tooFast, votes }))],
  [t("results.sameAs"), false, ({ nickname, group }) => (group === undefined ? "" : sameAs(nickname, group))],
];

const sameAs = (nickname: string, { nicknames, common }: IdenticalResult): string =>
  t("results.sameAsOf", { others: nicknames.filter((other) => other !== nickname).join(", "), common });

const ROUNDS: readonly Column<RoundResult>[] = [
  [t("results.round"), true, ({ round }) => String(round)],
  [t("results.version"), true, ({ modelVersion }) => String(modelVersion)],
  [t("results.voters"), true, ({ voters }) => String(voters)],
  [t("results.votes"), true, ({ votes }) => String(votes)],
  [t("results.predictions"), true, ({ predictions }) => String(predictions)],
  [t("results.meanPoints"), true, ({ meanPoints }) => decimal(meanPoints)],
];

const QUESTIONS: readonly Column<QuestionResult>[] = [
  [t("results.prompt"), false, ({ prompt }) => prompt],
  [t("results.votes"), true, ({ votes }) => String(votes)],
  [t("results.ties"), true, ({ ties }) => String(ties)],
  [t("results.bothBad"), true, ({ bothBad }) => String(bothBad)],
  [t("results.best"), false, ({ bestAnswer, ...by }) => `${bestAnswer} (${author(by)})`],
  [t("results.share"), true, ({ bestShare }) => percent(bestShare)],
];

function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): ReportTable {
  const used = columns.filter(([, , cell]) => rows.some((row) => cell(row) !== ""));
  return {
    headings: used.map(([text, numeric]) => ({ text, numeric })),
    rows: rows.map((row) => used.map(([, , cell]) => cell(row))),
  };
}

function author({ bestVersion, bestContestant }: Pick<QuestionResult, "bestVersion" | "bestContestant">): string {
  if (bestVersion !== null) return t("results.bestBy", { version: bestVersion });
  return bestContestant ?? t("results.bestByPlayer");
}

const interval = ({ share, low, high, repeats, compared }: ReliabilityResult): string =>
  t("results.reliabilityOf", {
    ...{ percent: Math.round(share * 100), low: Math.round(low * 100), high: Math.round(high * 100) },
    ...{ repeats, compared },
  });

function decimal(value: number | null): string {
  return value === null ? "" : value.toFixed(1);
}

function percent(share: number | null): string {
  return share === null ? "" : `${Math.round(share * 100)} %`;
}
