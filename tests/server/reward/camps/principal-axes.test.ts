import { expect, test } from "vitest";
import { principalAxes } from "../../../../server/reward/camps/principal-axes.ts";
import { dot } from "../../../../server/stats/linear-algebra.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const random = seeded(9);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

test.each([
  { samples: 30, width: 50 },
  { samples: 80, width: 20 },
])("the axes of $samples samples of $width numbers are those along which they were spread", ({ samples, width }) => {
  // Spread 8, 4 and 2 along three entries that aren't the first, hardly along the others, all far from 0.
  const spread = (j: number) => [8, 4, 2][j - 5] ?? 0.05;
  const rows = Array.from({ length: samples }, () =>
    Float32Array.from({ length: width }, (_, j) => 3 + spread(j) * normal()),
  );
  const axes = principalAxes(rows, 3);
  expect(axes).toHaveLength(3);
  for (const [i, axis] of axes.entries()) {
    for (const [k, other] of axes.entries()) expect(dot(axis, other)).toBeCloseTo(Number(i === k), 9);
    expect(Math.hypot(axis[5]!, axis[6]!, axis[7]!)).toBeGreaterThan(0.99);
  }
  expect(Math.abs(axes[0]![5]!)).toBeGreaterThan(0.9);
});

test("there are no more axes than directions in which samples differ", () => {
  const rows = [0, 1, 2, 5].map((at) => Float32Array.of(at, 2 * at, 1, 1));
  const axes = principalAxes(rows, 4);
  expect(axes).toHaveLength(1);
  expect(Math.abs(axes[0]![1]! / axes[0]![0]!)).toBeCloseTo(2, 5);
});
