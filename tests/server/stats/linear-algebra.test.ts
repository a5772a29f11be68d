import { expect, test } from "vitest";
import {
  addSquares,
  factorise,
  products,
  solveFactorised,
  solveLowerAll,
} from "../../../server/stats/linear-algebra.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const random = seeded(3);
const vector = (length: number) => Float64Array.from({ length }, () => random() - 0.5);
const dotted = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Sizes around multiples of four, since rows are taken in fours. */
const SIZES = [1, 2, 3, 4, 5, 7, 8, 11, 13];

/** The lower triangle of the unit matrix and of so many squares of vectors. */
function positive(size: number, rows: readonly Float64Array[]): Float64Array[] {
  const lower = Array.from({ length: size }, (_, i) => new Float64Array(i + 1).fill(1, i));
  addSquares(lower, rows);
  return lower;
}

test.each(SIZES)(
  "the factor of a matrix of %i rows, times itself, is the matrix; equations by it are solved",
  (size) => {
    const rows = Array.from({ length: size + 2 }, () => vector(size));
    const entry = (i: number, j: number) => Number(i === j) + rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
    const lower = positive(size, rows);
    factorise(lower);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) expect(dotted(lower[i]!.subarray(0, j + 1), lower[j]!)).toBeCloseTo(entry(i, j), 10);

    const wanted = Array.from({ length: size }, () => vector(size));
    const solved = wanted.map((row) => row.slice());
    solveLowerAll(lower, solved);
    for (const [r, x] of solved.entries())
      for (const [i, row] of lower.entries()) expect(dotted(row, x)).toBeCloseTo(wanted[r]![i]!, 10);

    const x = solveFactorised(lower, wanted[0]!);
    for (let i = 0; i < size; i++)
      expect(x.reduce((sum, value, j) => sum + entry(i, j) * value, 0)).toBeCloseTo(wanted[0]![i]!, 10);
  },
);

test.each(SIZES)("products of %i rows with one another", (count) => {
  const rows = Array.from({ length: count }, () => vector(6));
  const all = products(rows);
  for (const [i, a] of rows.entries())
    for (const [j, b] of rows.entries()) expect(all[i]![j]).toBeCloseTo(dotted(a, b), 12);
});

test("a matrix whose rows are longer than its triangle is factorised alike", () => {
  const rows = Array.from({ length: 9 }, () => vector(7));
  const lower = positive(7, rows);
  const full = lower.map((row) => Float64Array.from({ length: 7 }, (_, j) => row[j] ?? 99));
  factorise(lower);
  factorise(full);
  for (const [i, row] of lower.entries()) expect([...full[i]!.subarray(0, i + 1)]).toEqual([...row]);
});
