import type {
  IdenticalResult,
  PlayerResult,
  QuestionResult,
  ReliabilityResult,
  RoundResult,
  SessionResults,
} from "../../shared/protocol/results.ts";
import { t } from "../i18n/t.ts";
import { type TableColumn, type TableText, tableText } from "../ui/data-table.ts";
import { percent } from "../ui/numbers.ts";

/** The tables of the report page, in the viewer's language; columns that hold nothing are left out. */
export function reportTables({
  players,
  identical,
  rounds,
  questions,
}: SessionResults): Readonly<Record<"players" | "unusual" | "rounds" | "questions", TableText>> {
  return {
    players: used(PLAYERS, players),
    unusual: used(UNUSUAL, unusualPlayers(players, identical)),
    rounds: used(ROUNDS, rounds),
    questions: used(QUESTIONS, questions),
  };
}

const PLAYERS: readonly TableColumn<PlayerResult>[] = [
  { heading: t("standings.rank"), kind: "number", cell: ({ rank }) => (rank === null ? "" : String(rank)) },
  { heading: t("boards.nickname"), kind: "name", cell: ({ nickname }) => nickname },
  { heading: t("results.team"), cell: ({ team, teamName }) => teamName || (team === 0 ? "" : String(team)) },
  { heading: t("boards.score"), kind: "number", cell: ({ score }) => String(Math.round(score)) },
  { heading: t("results.votes"), kind: "number", cell: ({ votes }) => String(votes) },
  { heading: t("results.predictions"), kind: "number", cell: ({ predictions }) => String(predictions) },
  { heading: t("results.meanPoints"), kind: "number", cell: ({ meanPoints }) => decimal(meanPoints) },
  { heading: t("results.seconds"), kind: "number", cell: ({ medianSeconds }) => decimal(medianSeconds) },
  { heading: t("results.consistency"), kind: "number", cell: ({ consistency }) => shareText(consistency) },
  { heading: t("results.reliability"), cell: ({ reliability }) => (reliability === null ? "" : interval(reliability)) },
  {
    heading: t("results.agreement"),
    kind: "number",
    cell: ({ reliability }) => shareText(reliability?.agreement ?? null),
  },
  { heading: t("results.weight"), kind: "number", cell: ({ reliability }) => reliability?.weight.toFixed(2) ?? "" },
  { heading: t("results.address"), cell: ({ address }) => address ?? "" },
  { heading: t("results.status"), cell: ({ status }) => (status === "playing" ? "" : t(`results.status.${status}`)) },
];

/** A slow connection makes a vote or two look too fast. So many, and this share of a player's votes, are no accident. */
const MANY_TOO_FAST = { votes: 3, share: 0.1 };

interface UnusualPlayer extends PlayerResult {
  readonly group: IdenticalResult | undefined;
}

/** Players with many votes that were faster than reading, or that were the same as somebody else's. */
function unusualPlayers(players: readonly PlayerResult[], identical: readonly IdenticalResult[]): UnusualPlayer[] {
  return players
    .map((player) => ({ ...player, group: identical.find(({ nicknames }) => nicknames.includes(player.nickname)) }))
    .filter(
      ({ tooFast, votes, group }) =>
        group !== undefined || (tooFast >= MANY_TOO_FAST.votes && tooFast >= MANY_TOO_FAST.share * votes),
    );
}

const UNUSUAL: readonly TableColumn<UnusualPlayer>[] = [
  { heading: t("boards.nickname"), kind: "name", cell: ({ nickname }) => nickname },
  { heading: t("results.address"), cell: ({ address }) => address ?? "" },
  {
    heading: t("results.tooFast"),
    kind: "number",
    cell: ({ tooFast, votes }) => (tooFast === 0 ? "" : t("results.ofVotes", { tooFast, votes })),
  },
  { heading: t("results.sameAs"), cell: ({ nickname, group }) => (group === undefined ? "" : sameAs(nickname, group)) },
];

const sameAs = (nickname: string, { nicknames, common }: IdenticalResult): string =>
  t("results.sameAsOf", { others: nicknames.filter((other) => other !== nickname).join(", "), common });

const ROUNDS: readonly TableColumn<RoundResult>[] = [
  {
    heading: t("results.round"),
    kind: "name",
    cell: ({ round, finale }) => (finale ? t("phase.finale") : String(round)),
  },
  { heading: t("results.version"), kind: "number", cell: ({ modelVersion }) => String(modelVersion) },
  { heading: t("results.voters"), kind: "number", cell: ({ voters }) => String(voters) },
  { heading: t("results.votes"), kind: "number", cell: ({ votes }) => String(votes) },
  {
    heading: t("results.abstentions"),
    kind: "number",
    cell: ({ abstentions }) => (abstentions > 0 ? String(abstentions) : ""),
  },
  { heading: t("results.predictions"), kind: "number", cell: ({ predictions }) => String(predictions) },
  { heading: t("results.meanPoints"), kind: "number", cell: ({ meanPoints }) => decimal(meanPoints) },
];

const QUESTIONS: readonly TableColumn<QuestionResult>[] = [
  { heading: t("results.prompt"), kind: "name", cell: ({ prompt }) => prompt },
  { heading: t("results.votes"), kind: "number", cell: ({ votes }) => String(votes) },
  { heading: t("results.ties"), kind: "number", cell: ({ ties }) => String(ties) },
  { heading: t("results.bothBad"), kind: "number", cell: ({ bothBad }) => String(bothBad) },
  { heading: t("results.best"), cell: ({ bestAnswer, ...by }) => `${bestAnswer} (${author(by)})` },
  { heading: t("results.share"), kind: "number", cell: ({ bestShare }) => shareText(bestShare) },
];

/** Leaves out columns that say nothing; a table without rows has no columns. */
function used<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): TableText {
  const telling = columns.filter(({ cell }) => rows.some((row) => cell(row) !== ""));
  return tableText(telling, rows);
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

function shareText(share: number | null): string {
  return share === null ? "" : percent(share);
}
