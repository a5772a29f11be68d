const Z = 1.959964;

/**
 * How many standard errors a 95% interval reaches to each side when the error is told by so many degrees of freedom: Student's t by the
 * Cornish-Fisher expansion (Abramowitz & Stegun 26.7.5). Within 0.3% from 4 degrees on, 4% too small at 2.
 */
export function studentQuantile(degrees: number): number {
  const odd = (power: number) => Z ** power;
  return (
    Z +
    (odd(3) + Z) / (4 * degrees) +
    (5 * odd(5) + 16 * odd(3) + 3 * Z) / (96 * degrees ** 2) +
    (3 * odd(7) + 19 * odd(5) + 17 * odd(3) - 15 * Z) / (384 * degrees ** 3)
  );
}
