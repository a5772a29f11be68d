import { expect, test } from "vitest";
import { type SummedPoint, seedInterval, summarise } from "../../../../server/experiments/simulate/points-summary.ts";
import { noveltyAmong } from "../../../../server/experiments/simulate/prompt-novelty.ts";

const point = (taste: string, winRate: number, votes = 100): SummedPoint => ({
  ...{ taste, votes, winRate, novelty: { recombined: winRate } },
  ...{ bestByTaste: 0.9, bestByReward: 0.8, rewardAccuracy: 0.75, kl: 4, sftNll: 0.7, distinct2Ratio: 0.8 },
  ...{ topPhraseShare: 0.05, pickedWinRate: 0.9, pickedDistinct2Ratio: 0.8 },
  ...{ toldAccuracy: 0.61, freshAccuracy: 0.66, trueAccuracy: 0.78, toldCalibration: 0.09, freshCalibration: 0.04 },
});

test("an interval over seeds is Student's, pooled over tastes, and there is none of single seeds", () => {
  // One taste, three seeds: t(2) = 4.3027 times 0.1 / sqrt(3).
  expect(seedInterval([[0.5, 0.6, 0.7]])).toBeCloseTo((4.3027 * 0.1) / Math.sqrt(3), 4);
  // Two tastes that differ by much: what lies between them is no chance of seeds.
  expect(
    seedInterval([
      [0.2, 0.2],
      [0.9, 0.9],
    ]),
  ).toBeCloseTo(0, 9);
  expect(seedInterval([[0.2], [0.9]])).toBeNaN();
});

test("shipped and unseen tastes stand side by side, each with its worst taste and its tenth of runs", () => {
  const points = [
    ...[0.9, 0.7].map((win) => point("kind", win)),
    ...[0.5, 0.6].map((win) => point("asks-back", win)),
    ...[0.4, 0.4].map((win) => point("ends-long", win)),
  ];
  const lines = summarise(points).split("\n");
  const row = (kind: string) => lines.find((line) => line.startsWith(kind))!.split(/\s{2,}/);
  expect(row("shipped").slice(0, 6)).toEqual([
    "shipped",
    "100",
    "80.0",
    expect.stringMatching(/^\+- \d/),
    "70.0",
    "80.0",
  ]);
  expect(row("unseen").slice(0, 3)).toEqual(["unseen", "100", "47.5"]);
  expect(row("unseen").slice(4, 6)).toEqual(["40.0", "40.0"]);
  expect(lines).toContain("100 votes, a figure a seed: kind 90.0 70.0, asks-back 50.0 60.0, ends-long 40.0 40.0");
  const calibration = lines.find((line) => line.startsWith("100 votes, predicted right"))!;
  expect(calibration).toContain("shipped: 61.0, 66.0, 78.0; off by 9.0, 4.0; unseen: 61.0,");
});

test("a held-out prompt is new by its subject, its form, both or neither", () => {
  const novelty = noveltyAmong([
    { text: "Why are Cats soft?", subject: "Cats", split: "train" },
    { text: "Tell me about Dogs.", subject: "Dogs", split: "train" },
    { text: "Why are Dogs soft?", subject: "Dogs", split: "heldout" },
    { text: "Why are Owls soft?", subject: "Owls", split: "heldout" },
    { text: "Draw Cats!", subject: "Cats", split: "heldout" },
    { text: "Draw Owls!", subject: "Owls", split: "heldout" },
  ]);
  expect(["Why are Dogs soft?", "Why are Owls soft?", "Draw Cats!", "Draw Owls!", "Is tea good?"].map(novelty)).toEqual(
    ["recombined", "new subject", "new form", "all new", "of a pack"],
  );
});
