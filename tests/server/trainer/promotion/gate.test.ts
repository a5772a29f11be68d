import { describe, expect, test } from "vitest";
import { distinct2Ratio } from "../../../../server/ml/objectives/variety-reward.ts";
import { BOUNDS, boundsBeside, type CandidateMetrics, gate } from "../../../../server/trainer/promotion/gate.ts";

const good: CandidateMetrics = {
  kl: 4,
  sftNll: 0.9,
  slipShare: 0.02,
  distinct2Ratio: 0.9,
  topPhraseShare: 0.05,
  rewardGain: 0.4,
  objectiveGain: 0.3,
  safeShare: 1,
  endedShare: 0.98,
};

test("a healthy candidate passes, also one exactly on the limits", () => {
  expect(gate(good)).toBeNull();
  const limits = { kl: 8, sftNll: 1.2, distinct2Ratio: 0.7, topPhraseShare: 0.1, objectiveGain: -0.3, endedShare: 0.9 };
  expect(gate({ ...good, ...limits })).toBeNull();
  expect(gate({ ...good, distinct2Ratio: 1.2 })).toBeNull();
  expect(gate({ ...good, safeShare: 382 / 384 })).toBeNull();
});

test("reward may be given up for what it cost in KL", () => {
  expect(gate({ ...good, rewardGain: -1.1, objectiveGain: 0.1 })).toBeNull();
});

describe("a candidate is turned away with the figure and its limit", () => {
  test.each([
    [{ safeShare: 0.979 }, "too many answers failed the safety check: safeShare 0.979 is below 0.98"],
    [{ kl: 8.01 }, "it moved too far from the starting model: kl 8.010 is above 8"],
    [{ sftNll: 1.3 }, "its text reads unlike the starting model's: sftNll 1.300 is above 1.2"],
    [
      { slipShare: 0.09 },
      "too many answers hold a word that the starting model would hardly ever write: slipShare 0.090 is above 0.08",
    ],
    [{ topPhraseShare: 0.2 }, "it tells too many people the same phrase: topPhraseShare 0.200 is above 0.1"],
    [{ distinct2Ratio: 0.6 }, "its wording became too narrow or too wild: distinct2Ratio 0.600 is below 0.7"],
    [{ distinct2Ratio: 3.6 }, "its wording became too narrow or too wild: distinct2Ratio 3.600 is above 1.2"],
    [{ endedShare: 0.5 }, "too many answers never end: endedShare 0.500 is below 0.9"],
    [
      { objectiveGain: -0.4 },
      "the reward model likes it less than the version before: objectiveGain -0.400 is below -0.3",
    ],
  ])("%o", (change, reason) => {
    expect(gate({ ...good, ...change })).toBe(reason);
  });

  test.each(BOUNDS.map(({ metric }) => metric))("when %s is not a number", (metric) => {
    expect(gate({ ...good, [metric]: Number.NaN })).toContain(metric);
    expect(gate({ ...good, [metric]: Number.POSITIVE_INFINITY })).toContain(metric);
  });
});

test("a policy of empty answers never passes: it has no wording to be compared", () => {
  const words = [0, 1, 2, 3].map((token) => ({ text: `w${token}`, token }));
  const empty = distinct2Ratio([[], []], [words, words]);
  expect(gate({ ...good, distinct2Ratio: empty })).not.toBeNull();
});

describe("beside a starting model that is beyond the limits itself", () => {
  const start = { ...good, kl: 0, sftNll: 3.1, slipShare: 0.3, topPhraseShare: 0.2, safeShare: 0.9, endedShare: 0.1 };
  const pass = (change: Partial<CandidateMetrics>) => gate({ ...start, ...change }, boundsBeside(start, 10_000));

  test("a candidate like it passes, and one little worse", () => {
    expect(pass({})).toBeNull();
    expect(pass({ kl: 7, sftNll: 3.3, topPhraseShare: 0.24, safeShare: 0.875, endedShare: 0.01 })).toBeNull();
    expect(gate(start)).not.toBeNull();
  });

  test.each([
    [{ safeShare: 0.86 }, "safeShare 0.860 is below 0.87"],
    [{ sftNll: 3.5 }, "sftNll 3.500 is above 3.4"],
    [{ topPhraseShare: 0.3 }, "topPhraseShare 0.300 is above 0.25"],
    [{ slipShare: 0.4 }, "slipShare 0.400 is above 0.36"],
    [{ kl: 8.1 }, "kl 8.100 is above 8"],
    [{ distinct2Ratio: 0.6 }, "distinct2Ratio 0.600 is below 0.7"],
  ])("one much worse is turned away: %o", (change, reason) => {
    expect(pass(change)).toContain(reason);
  });

  test("a share of few answers may be lower by what chance does to it", () => {
    const ofFew = (change: Partial<CandidateMetrics>, endedShare = 0.16) => {
      const first = { ...start, safeShare: 63 / 64, endedShare };
      return gate({ ...first, ...change }, boundsBeside(first, 64));
    };
    expect(ofFew({ endedShare: 0 })).toBeNull();
    expect(ofFew({ safeShare: 60 / 64 })).toBeNull();
    expect(ofFew({ safeShare: 57 / 64 })).toContain("safeShare");
    expect(ofFew({ endedShare: 0.6 }, 1)).toContain("endedShare");
  });

  test("a better one than the limits loosens none of them", () => {
    const bounds = boundsBeside({ ...good, sftNll: 0.5, topPhraseShare: 0.01, safeShare: 1, endedShare: 1 }, 10_000);
    for (const one of BOUNDS) {
      const same = bounds.find(({ metric }) => metric === one.metric)!;
      expect(same.max).toBe(one.max);
      if (one.min !== undefined) expect(same.min).toBeCloseTo(one.min, 3);
    }
  });
});
