import { studentQuantile } from "../../stats/correlated-votes.ts";
import { mean, total } from "../../stats/moments.ts";
import { deviation, quantile } from "../figures.ts";
import { byTasteKind } from "../tastes/taste-lists.ts";
import { formatTable } from "../terminal/table.ts";
import { NOVELTIES } from "./prompt-novelty.ts";
import type { Point } from "./simulate-session.ts";

/** What a summary reads of a point. */
export type SummedPoint = Pick<Point, "taste" | "votes" | "winRate" | "novelty" | "kl" | "topPhraseShare"> &
  Pick<Point, "bestByTaste" | "bestByReward" | "rewardAccuracy" | "sftNll" | "distinct2Ratio"> &
  Pick<Point, "pickedWinRate" | "pickedDistinct2Ratio"> &
  Pick<Point, "toldAccuracy" | "freshAccuracy" | "trueAccuracy" | "toldCalibration" | "freshCalibration">;

/**
 * Half the width of a 95% interval for the mean over other seeds, the tastes being as they are: Student's t on the variance between seeds of one
 * taste, pooled over tastes. NaN where no taste was played twice.
 * @param runs the same figure of every run, by taste
 */
export function seedInterval(runs: readonly (readonly number[])[]): number {
  const repeated = runs.filter((its) => its.length > 1);
  const degrees = total(repeated.map((its) => its.length - 1));
  if (degrees === 0) return Number.NaN;
  const variance = total(repeated.map((its) => (its.length - 1) * deviation(its) ** 2)) / degrees;
  // A taste of one seed varies as the others do.
  const ofMean = total(runs.map((its) => variance / its.length)) / runs.length ** 2;
  return studentQuantile(degrees) * Math.sqrt(ofMean);
}

const inPercent = (share: number): string => (Number.isFinite(share) ? (100 * share).toFixed(1) : "-");

/** Figures of one kind of tastes after one number of votes; every taste weighs the same. */
function summaryRow(kind: string, votes: number, points: readonly SummedPoint[]): string[] {
  const tastes = [...Map.groupBy(points, ({ taste }) => taste).values()];
  const over = (pick: (point: SummedPoint) => number) => mean(tastes.map((its) => mean(its.map(pick))));
  const interval = seedInterval(tastes.map((its) => its.map(({ winRate }) => winRate)));
  const worst = Math.min(...tastes.map((its) => mean(its.map(({ winRate }) => winRate))));
  return [
    kind,
    String(votes),
    inPercent(over(({ winRate }) => winRate)),
    Number.isFinite(interval) ? `+- ${inPercent(interval)}` : "-",
    inPercent(
      quantile(
        points.map(({ winRate }) => winRate),
        0.1,
      ),
    ),
    inPercent(worst),
    inPercent(over(({ pickedWinRate }) => pickedWinRate)),
    inPercent(over(({ bestByReward }) => bestByReward)),
    inPercent(over(({ bestByTaste }) => bestByTaste)),
    inPercent(over(({ rewardAccuracy }) => rewardAccuracy)),
    over(({ kl }) => kl).toFixed(2),
    over(({ sftNll }) => sftNll).toFixed(2),
    over(({ distinct2Ratio }) => distinct2Ratio).toFixed(2),
    over(({ pickedDistinct2Ratio }) => pickedDistinct2Ratio).toFixed(2),
    over(({ topPhraseShare }) => topPhraseShare).toFixed(3),
    `${points.length} (${tastes.length})`,
  ];
}

const HEADINGS = [
  ...[
    "tastes",
    "votes",
    "policy %",
    "95% over seeds",
    "tenth of runs",
    "worst taste",
    "best of 16 by reward",
    "by taste",
  ],
  ...["RM accuracy %", "kl", "sftNll", "d2ratio", "picked d2", "top4", "runs (tastes)"],
];

/** Shipped tastes and unseen ones side by side, a line each number of votes; then every taste, and prompts by what is new in them. */
export function summarise(points: readonly SummedPoint[]): string {
  const byVotes = [...Map.groupBy(points, ({ votes }) => votes)].sort(([a], [b]) => a - b);
  const rows = byVotes.flatMap(([votes, some]) => byTasteKind(some).map(([kind, its]) => summaryRow(kind, votes, its)));
  const tastes = byVotes.map(([votes, some]) => {
    const each = [...Map.groupBy(some, ({ taste }) => taste)].map(
      ([taste, its]) => `${taste} ${its.map(({ winRate }) => inPercent(winRate)).join(" ")}`,
    );
    return `${votes} votes, a figure a seed: ${each.join(", ")}\n`;
  });
  return `\n${formatTable(HEADINGS, rows)}\n${tastes.join("")}${[calibrationLine, noveltyLine].flatMap((line) => byVotes.map(([votes, some]) => line(votes, some))).join("")}`;
}

/** What the session says of its predictions beside what fresh votes on held-out prompts say of them. */
function calibrationLine(votes: number, points: readonly SummedPoint[]): string {
  const each = byTasteKind(points).map(([tastes, its]) => {
    const over = (pick: (point: SummedPoint) => number) => inPercent(mean(its.map(pick)));
    const [told, fresh, truth] = [
      over(({ toldAccuracy }) => toldAccuracy),
      over(({ freshAccuracy }) => freshAccuracy),
      over(({ trueAccuracy }) => trueAccuracy),
    ];
    const [toldError, error] = [over(({ toldCalibration }) => toldCalibration), over((one) => one.freshCalibration)];
    return `${tastes}: ${told}, ${fresh}, ${truth}; off by ${toldError}, ${error}`;
  });
  return `${votes} votes, predicted right in percent, as told, of fresh votes, of noise-free ones; calibration error, as told, on fresh votes; ${each.join("; ")}\n`;
}

/** Nothing where all held-out prompts are of one kind: the win rate says it. */
function noveltyLine(votes: number, points: readonly SummedPoint[]): string {
  const kinds = NOVELTIES.filter((kind) => points.some(({ novelty }) => novelty[kind] !== undefined));
  if (kinds.length < 2) return "";
  const each = byTasteKind(points).map(([tastes, its]) => {
    const figures = kinds.map(
      (kind) => `${kind} ${inPercent(mean(its.flatMap(({ novelty }) => novelty[kind] ?? [])))}`,
    );
    return `${tastes}: ${figures.join(", ")}`;
  });
  return `${votes} votes, by what is new in a held-out prompt; ${each.join("; ")}\n`;
}
