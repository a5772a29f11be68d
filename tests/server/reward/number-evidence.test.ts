import { describe, expect, test } from "vitest";
import type { FeatureGroup } from "../../../server/reward/features/feature-group.ts";
import { numberVariances } from "../../../server/reward/number-evidence.ts";
import type { FeatureObservation } from "../../../server/reward/preference-loss.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const GROUPS: readonly FeatureGroup[] = [
  { name: "shape", size: 20, isListed: true },
  { name: "states", size: 10 },
];

/** Votes by one entry alone, where everything else is chance. */
function votesBy(entry: number, count = 200): FeatureObservation[] {
  const random = seeded(5);
  return Array.from({ length: count }, () => {
    const x = Float32Array.from({ length: 30 }, () => 2 * random() - 1);
    return { x, label: Number(x[entry]! > 0), weight: 1 };
  });
}

describe("a prior variance of each number", () => {
  test("the one number that votes go by keeps a large variance, and its neighbours lose theirs", () => {
    const variances = numberVariances(votesBy(7), GROUPS, [1, 1]);
    const others = [...variances.subarray(0, 20)].filter((_, i) => i !== 7);
    expect(variances[7]).toBeGreaterThan(2);
    expect(Math.max(...others)).toBeLessThan(variances[7]! / 3);
  });

  test("a group that isn't listed keeps its group's variance, whatever votes go by", () => {
    const variances = numberVariances(votesBy(25), GROUPS, [0.5, 0.3]);
    expect([...variances.subarray(20)]).toEqual(Array.from({ length: 10 }, () => 0.3));
  });

  test("where votes tell nothing, variances stay near their group's", () => {
    const silent = votesBy(7).map((one) => ({ ...one, weight: 1e-6 }));
    for (const variance of numberVariances(silent, GROUPS, [0.5, 0.3]).subarray(0, 20))
      expect(variance).toBeCloseTo(0.5, 3);
  });

  test("the same votes give the same variances, and contradicting ones finite ones", () => {
    const votes = votesBy(3);
    expect(numberVariances(votes, GROUPS, [1, 1])).toEqual(numberVariances(votes, GROUPS, [1, 1]));
    const torn = votes.flatMap((one) => [one, { ...one, label: 1 - one.label }]);
    for (const variance of numberVariances(torn, GROUPS, [1, 1])) {
      expect(variance).toBeGreaterThan(0);
      expect(Number.isFinite(variance)).toBe(true);
    }
  });
});
