import { describe, expect, test } from "vitest";
import { seeded } from "../../../../shared/random/seeded.ts";
import { addressFactors, largestShare } from "../../../../shared/round/votes/address-share.ts";

/** What each address's votes weigh at last. */
function weighed(...weights: readonly number[]): number[] {
  const factors = addressFactors(new Map(weights.map((weight, i) => [String(i), weight])));
  return weights.map((weight, i) => weight * factors.get(String(i))!);
}

describe("by hand, with ten votes of strangers", () => {
  test("thirty seats of one address weigh hardly more than one player beside three others", () => {
    // L = (10 + 110 + L) / 4, so L = 40.
    expect(weighed(900, 35, 35, 40)).toEqual([40, 35, 35, 40]);
    // L = (10 + 320 + L) / 4, so L = 110: the more others vote, the nearer to a quarter.
    expect(weighed(9_000, 110, 110, 100)).toEqual([110, 110, 110, 100]);
  });

  test("of two addresses none has much more than half, of three than a third", () => {
    expect(weighed(300, 1)).toEqual([11, 1]);
    expect(weighed(300, 250)).toEqual([260, 250]);
    // L = (10 + 120 + L) / 3.
    for (const [i, one] of weighed(600, 60, 60).entries()) expect(one).toBeCloseTo([65, 60, 60][i]!, 10);
  });

  test("several may be held to the level at once", () => {
    const [a, b, c, ...rest] = weighed(100, 100, 100, 1, 1);
    for (const one of [a, b, c]) expect(one).toBeCloseTo(12, 10);
    expect(rest).toEqual([1, 1]);
  });

  test("where nobody has more than a share, and for a single address, all count in full", () => {
    expect(weighed(20, 25, 27, 15, 13)).toEqual([20, 25, 27, 15, 13]);
    expect(weighed(5_000)).toEqual([5_000]);
    expect(weighed(5_000, 0)).toEqual([5_000, 0]);
    expect(addressFactors(new Map())).toEqual(new Map());
  });
});

test("whatever the weights: none has more than its share, none counts more than in full or nothing, and order is kept", () => {
  const random = seeded(5);
  for (let run = 0; run < 500; run++) {
    const weights = Array.from({ length: 1 + Math.floor(random() * 12) }, () => 1 + 1_000 * random() ** 6);
    const after = weighed(...weights);
    const total = 10 + after.reduce((a, b) => a + b, 0);
    if (weights.length > 1) expect(Math.max(...after)).toBeLessThanOrEqual(largestShare(weights.length) * total + 1e-9);
    for (const [i, one] of after.entries()) {
      expect(one).toBeGreaterThan(0);
      expect(one).toBeLessThanOrEqual(weights[i]! + 1e-9);
      for (const [j, other] of after.entries())
        if (weights[i]! < weights[j]!) expect(one).toBeLessThanOrEqual(other + 1e-9);
    }
  }
});

test("whoever spreads the same votes over more seats of an address gains nothing", () => {
  const few =
    addressFactors(
      new Map([
        ["x", 300],
        ["a", 50],
        ["b", 50],
        ["c", 50],
      ]),
    ).get("x")! * 300;
  const many =
    addressFactors(
      new Map([
        ["x", 30_000],
        ["a", 50],
        ["b", 50],
        ["c", 50],
      ]),
    ).get("x")! * 30_000;
  expect(many).toBeCloseTo(few, 9);
});
