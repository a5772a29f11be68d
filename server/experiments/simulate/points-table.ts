import { type Column, openTable } from "../terminal/table.ts";
import type { Point } from "./simulate-session.ts";

const fixed = (digits: number, pick: (point: Point) => number) => (point: Point) => pick(point).toFixed(digits);

/** Heading, width, and what is printed of a point. */
const COLUMNS: readonly (readonly [string, number, (point: Point) => string])[] = [
  ["taste", 12, ({ taste }) => taste],
  ["seed", 4, ({ seed }) => String(seed)],
  ["votes", 5, ({ votes }) => String(votes)],
  ["win", 5, fixed(3, ({ winRate }) => winRate)],
  ["low", 5, fixed(3, ({ winRateLow }) => winRateLow)],
  ["high", 5, fixed(3, ({ winRateHigh }) => winRateHigh)],
  ["boTaste", 7, fixed(3, ({ bestByTaste }) => bestByTaste)],
  ["boRew", 5, fixed(3, ({ bestByReward }) => bestByReward)],
  ["picked", 6, fixed(3, ({ pickedWinRate }) => pickedWinRate)],
  ["pickedD2", 8, fixed(2, ({ pickedDistinct2Ratio }) => pickedDistinct2Ratio)],
  ["byCamp", 11, ({ campWins }) => (campWins.length > 1 ? campWins.map((win) => win.toFixed(3)).join("/") : "-")],
  ["found", 5, ({ campsFound }) => campsFound?.map((size) => size.toFixed(0)).join("+") ?? "1"],
  ["old", 4, ({ outdated }) => String(outdated)],
  ["kl", 5, fixed(2, ({ kl }) => kl)],
  ["sftNll", 6, fixed(2, ({ sftNll }) => sftNll)],
  ["d2ratio", 7, fixed(2, ({ distinct2Ratio }) => distinct2Ratio)],
  ["top4", 5, fixed(3, ({ topPhraseShare }) => topPhraseShare)],
  ["unique", 6, fixed(2, ({ uniqueShare }) => uniqueShare)],
  ["rmAcc", 5, fixed(2, ({ rewardAccuracy }) => rewardAccuracy)],
  ["heldAcc", 7, fixed(2, ({ toldAccuracy }) => toldAccuracy)],
  ["newAcc", 6, fixed(2, ({ freshAccuracy }) => freshAccuracy)],
  ["heldCal", 7, fixed(3, ({ toldCalibration }) => toldCalibration)],
  ["newCal", 6, fixed(3, ({ freshCalibration }) => freshCalibration)],
  ["oversure", 8, fixed(3, ({ overconfidence }) => overconfidence)],
  ["words", 5, fixed(1, ({ meanWords }) => meanWords)],
  ["beta", 4, fixed(2, ({ klCoefficient }) => klCoefficient)],
  ["rejected", 8, ({ rejected }) => String(rejected)],
  ["s", 3, fixed(0, ({ seconds }) => seconds)],
  ["phrase", 0, ({ topPhrase }) => JSON.stringify(topPhrase)],
];
const TABLE = openTable(
  COLUMNS.map(([heading, width], i): Column => {
    const isText = i === 0 || i === COLUMNS.length - 1;
    return { heading, width, align: isText ? "left" : "right" };
  }),
);

export const pointsHead = TABLE.head;

/** A point's line of the table, printed as soon as it is measured. */
export const pointLine = (point: Point): string => TABLE.line(COLUMNS.map(([, , write]) => write(point)));
