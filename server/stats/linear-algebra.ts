/** Small dense matrices as rows of numbers: what fitting a few hundred ratings needs. */
export type Matrix = number[][];

export function dot(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
}

export function diagonal(size: number, value: number): Matrix {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? value : 0)));
}

/** Gauss-Jordan without pivoting: for positive definite matrices. */
export function invert(matrix: Matrix): Matrix {
  const size = matrix.length;
  const identity = diagonal(size, 1);
  const rows = matrix.map((row, i) => [...row, ...(identity[i] ?? [])]);
  for (let pivot = 0; pivot < size; pivot++) {
    const scale = rows[pivot]?.[pivot] ?? 1;
    const pivotRow = (rows[pivot] ?? []).map((value) => value / scale);
    rows[pivot] = pivotRow;
    for (let i = 0; i < size; i++) {
      const factor = rows[i]?.[pivot] ?? 0;
      if (i !== pivot && factor !== 0) {
        rows[i] = (rows[i] ?? []).map((value, column) => value - factor * (pivotRow[column] ?? 0));
      }
    }
  }
  return rows.map((row) => row.slice(size));
}
