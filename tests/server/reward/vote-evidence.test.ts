import { describe, expect, test } from "vitest";
import { ENSEMBLE } from "../../../server/reward/reward-ensemble.ts";
import type { TrainingPair } from "../../../server/reward/training-pair.ts";
import { agreementEvidence, voteEvidence } from "../../../server/reward/vote-evidence.ts";
import { meanAndStd } from "../../../server/stats/moments.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const WIDTH = 60;
const random = seeded(3);
let ids = 0;

/** Comparisons whose label is what `vote` says of the two answers' first features. */
const comparisons = (count: number, vote: (difference: number) => number, more: Partial<TrainingPair> = {}) =>
  Array.from({ length: count }, (): TrainingPair => {
    const [a, b] = [0, 1].map(() => Float32Array.from({ length: WIDTH }, () => (2 * random() - 1) / 3));
    return {
      id: ++ids,
      promptId: `prompt-${ids % 30}`,
      a: a!,
      b: b!,
      label: vote(a![0]! - b![0]!),
      bothBad: 0,
      ...more,
    };
  });
/** Its first feature is by how many logits A is expected to win. */
const judged = (logit: number, label: number, more: Partial<TrainingPair> = {}): TrainingPair => {
  const id = ++ids;
  return { id, promptId: `p${id}`, a: Float32Array.of(logit), b: Float32Array.of(0), label, bothBad: 0, ...more };
};
/** Settings of a reward model that knows features in groups, and so finds priors by what votes tell. */
const LISTED = { ...ENSEMBLE, groups: [{ name: "numbers", size: WIDTH, isListed: true as const }] };
const byChance = () => {
  const votes = seeded(++ids);
  return () => Number(votes() < 0.5);
};

describe("the agreement of votes with predictions", () => {
  const evidenceOf = (pairs: readonly TrainingPair[]) => agreementEvidence(pairs, ({ a }) => a[0]!);
  const chance = Math.sqrt(1.5);
  const margin = (logit: number) => Math.tanh(logit / 2);

  test("counts by how sure each prediction was, over what chance would give", () => {
    const pairs = [judged(2, 1), judged(2, 1), judged(0.5, 0)];
    const expected = (2 * margin(2) - margin(0.5)) / Math.sqrt(2 * margin(2) ** 2 + margin(0.5) ** 2) / chance;
    expect(evidenceOf(pairs)).toBeCloseTo(expected, 6);
  });

  test("is nothing where nothing was decided, and is not changed by ties", () => {
    expect(evidenceOf([])).toBe(0);
    expect(evidenceOf([judged(2, 0.5), judged(-1, 0.5)])).toBe(0);
    const decided = [judged(2, 1), judged(1, 1), judged(-1, 1)];
    expect(evidenceOf([...decided, judged(3, 0.5), judged(-2, 0.5)])).toBeCloseTo(evidenceOf(decided), 10);
  });

  test("of one ranking's pairs is that of one opinion", () => {
    const ranking = Array.from({ length: 6 }, () => judged(1, 1, { ranking: "r" }));
    expect(evidenceOf(ranking)).toBeCloseTo(1 / chance, 6);
    const apart = ranking.map((pair) => ({ ...pair, ranking: String(pair.id) }));
    expect(evidenceOf(apart)).toBeCloseTo(Math.sqrt(6) / chance, 6);
  });
});

describe("the evidence of votes", () => {
  test.each([60, 300])("of crowds that cast %i at random is about 0, with a spread of about 1", (count) => {
    const crowds = Array.from({ length: 80 }, () => voteEvidence(comparisons(count, byChance()), LISTED));
    const { mean, std } = meanAndStd(crowds);
    expect(Math.abs(mean)).toBeLessThan(0.4);
    expect(std).toBeGreaterThan(0.7);
    expect(std).toBeLessThan(1.3);
  });

  test("of a weak taste grows with its votes, where most pairs are dealt near a tie", () => {
    const votes = seeded(12);
    /** Six in ten see no difference, and 15% of the others' votes are flipped. */
    const weak = (difference: number) => (votes() < 0.6 ? 0.5 : Number(difference > 0 !== votes() < 0.15));
    expect(voteEvidence(comparisons(300, weak), LISTED)).toBeGreaterThan(2);
  });

  test("of two criteria that contradict each other is that of both, each predicted by its own votes", () => {
    const liked = comparisons(100, (difference) => Number(difference > 0), { criterion: "helpful" });
    const disliked = comparisons(100, (difference) => Number(difference < 0), { criterion: "creative" });
    const all = [...liked, ...disliked];
    expect(voteEvidence(all, LISTED)).toBeGreaterThan(3);
    expect(
      voteEvidence(
        all.map(({ criterion: _, ...pair }) => pair),
        LISTED,
      ),
    ).toBeLessThan(2);
  });

  test("of nothing is 0, and so is that of votes on one prompt alone", () => {
    expect(voteEvidence([], LISTED)).toBe(0);
    const one = comparisons(40, (difference) => Number(difference > 0)).map((pair) => ({ ...pair, promptId: "one" }));
    expect(voteEvidence(one, LISTED)).toBe(0);
  });
});
