/** Cholesky's factor, in place, of a symmetric positive definite matrix given by its lower triangle. */
export function factorise(lower: readonly Float64Array[]): void {
  for (const [i, row] of lower.entries())
    for (let j = 0; j <= i; j++) {
      const other = lower[j]!;
      let rest = row[j]!;
      for (let k = 0; k < j; k++) rest -= row[k]! * other[k]!;
      row[j] = i === j ? Math.sqrt(rest) : rest / other[j]!;
    }
}

/** Solves L x = b for a factor L. */
export function solveLower(lower: readonly Float64Array[], b: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(b);
  for (const [i, row] of lower.entries()) {
    for (let k = 0; k < i; k++) x[i]! -= row[k]! * x[k]!;
    x[i]! /= row[i]!;
  }
  return x;
}

/** Solves L Lᵀ x = b for a factor L. */
export function solveFactorised(lower: readonly Float64Array[], b: ArrayLike<number>): Float64Array {
  const x = solveLower(lower, b);
  const n = x.length;
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= lower[k]![i]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  return x;
}
