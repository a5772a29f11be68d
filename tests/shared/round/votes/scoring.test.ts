import fc from "fast-check";
import { expect, test } from "vitest";
import { pointsFor, shareOf } from "../../../../shared/round/votes/scoring.ts";

test.each([
  [0.5, 0, 0],
  [0.5, 0.5, 0],
  [0.5, 1, 0],
  [1, 1, 500],
  [0, 0, 500],
  [0, 1, -1_500],
  [1, 0.5, -500],
  [0.7, 0.8, 160],
  [0.6, 0.6, 20],
])("S3 predicting %f of a share of %f earns %i", (predicted, share, points) => {
  expect(pointsFor(predicted, share)).toBe(points);
});

test("S3 the mean of one's belief has the highest expected points", () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(unit, { minLength: 1, maxLength: 10 }), unit, (belief, other) => {
      const mean = belief.reduce((sum, share) => sum + share, 0) / belief.length;
      const expected = (predicted: number) =>
        belief.reduce((sum, share) => sum + pointsFor(predicted, share), 0) / belief.length;
      // Points are rounded: half a point each way.
      expect(expected(mean)).toBeGreaterThanOrEqual(expected(other) - 1);
    }),
  );
});

test("S2 ties and both-bad count half", () => {
  expect(shareOf(["a", "tie", "bothBad", "b"])).toBe(0.5);
  expect(shareOf(["a", "a", "tie"])).toBeCloseTo(5 / 6);
  expect(shareOf([])).toBeNull();
});
