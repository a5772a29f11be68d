import { expect, test } from "vitest";
import { describeCurve, rewardCurve, textPairs } from "../../../../server/experiments/models/reward-curve.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const WORDS = ["rain", "falls", "on", "the", "old", "roof", "and", "cats", "sleep", "below"];
const NOUGHT = "窗外下雨，猫在睡觉。";

/** Pairs of which people prefer the shorter answer, as files hold them: some of the answers are longer than the pocket model reads, or Chinese. */
function shortIsLiked(count: number) {
  const random = seeded(4);
  const text = (words: number) =>
    Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");
  return Array.from({ length: count }, (_, i) => {
    const words = 3 + Math.floor(random() * 40);
    const isChinese = i % 4 === 0;
    return {
      prompt: `What of ${Math.floor(i / 2)}?`,
      chosen: isChinese ? NOUGHT : `${text(words)}.`,
      rejected: isChinese ? NOUGHT.repeat(3 + (i % 5)) : `${text(words + 4 + Math.floor(random() * 400))}.`,
    };
  });
}

test("pairs of any length and language are predicted by their texts alone, the better the more pairs there are", () => {
  const curve = rewardCurve(textPairs(shortIsLiked(260)), 1)!;
  expect(curve.points.map(({ pairs }) => pairs)).toEqual([50, 100, 200, 208]);
  expect(curve.heldOut).toBe(52);
  const [first, last] = [curve.points[0]!.quality, curve.points.at(-1)!.quality];
  expect(last.accuracy).toBeGreaterThan(0.9);
  expect(last.logLoss).toBeLessThan(first.logLoss);
  expect(last.logLoss).toBeLessThan(Math.LN2);
  const lines = describeCurve(curve).split("\n");
  expect(lines.filter((line) => /^ *(50|100|200|208) +\d+\.\d% /.test(line))).toHaveLength(4);
});

test("votes without a taste are predicted by chance, and not more surely the more there are", () => {
  const random = seeded(9);
  const pairs = shortIsLiked(400).map((row) =>
    random() < 0.5 ? row : { ...row, chosen: row.rejected, rejected: row.chosen },
  );
  const { quality } = rewardCurve(textPairs(pairs), 1)!.points.at(-1)!;
  expect(Math.abs(quality.accuracy - 0.5)).toBeLessThan(0.2);
  expect(quality.logLoss).toBeLessThan(0.85);
});

test("both answers of a prompt are held out together, and of one prompt nothing can be", () => {
  const rows = shortIsLiked(120);
  const { pairs } = textPairs(rows);
  const prompts = new Set(pairs.map(({ promptId }) => promptId));
  expect(prompts.size).toBe(60);
  expect(rewardCurve(textPairs(rows.map((row) => ({ ...row, prompt: "One" }))), 1)).toBeNull();
});
