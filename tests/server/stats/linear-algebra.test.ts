import { expect, test } from "vitest";
import { dot, factorise, solveFactorised, solveLower } from "../../../server/stats/linear-algebra.ts";

test.each([0, 1, 2, 3, 4, 5, 7, 8, 9])("products of %i entries are summed, whatever follows", (length) => {
  const a = Float64Array.from({ length: 12 }, (_, i) => i + 1);
  const b = Float32Array.from({ length: 12 }, (_, i) => 2 - i);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (i + 1) * (2 - i);
  expect(dot(a, b, length)).toBe(sum);
  expect(dot(a.subarray(0, length), b)).toBe(sum);
});

test("a factor times itself is the matrix, and solves it, of rows longer than a triangle's too", () => {
  const size = 7;
  const matrix = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) => 1 / (1 + Math.abs(i - j)) + Number(i === j)),
  );
  const wanted = Float64Array.from({ length: size }, (_, i) => i - 3);
  const right = Float64Array.from(matrix, (row) => dot(row, wanted));
  const lower = matrix.map((row) => row.slice());
  factorise(lower);
  for (const [i, row] of lower.entries())
    for (let j = 0; j <= i; j++) expect(dot(row, lower[j]!, j + 1)).toBeCloseTo(matrix[i]![j]!, 12);
  for (const [i, value] of solveFactorised(lower, right).entries()) expect(value).toBeCloseTo(wanted[i]!, 12);
  const half = solveLower(lower, right);
  for (const [i, row] of lower.entries()) expect(dot(row, half, i + 1)).toBeCloseTo(right[i]!, 12);
});
