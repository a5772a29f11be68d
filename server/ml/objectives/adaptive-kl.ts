/** How the KL coefficient follows its target (Ziegler et al. 2019, section 2.2, with bounds of our own). */
export interface AdaptiveKl {
  /** Nats a response. */
  readonly target: number;
  /** Largest relative change in one step. */
  readonly rate: number;
  /** Unbounded, the coefficient winds down before the policy moves and KL then overshoots tenfold. */
  readonly min: number;
  readonly max: number;
}

export function nextKlCoefficient(coefficient: number, kl: number, { target, rate, min, max }: AdaptiveKl): number {
  const error = Math.max(-1, Math.min(1, kl / target - 1));
  return Math.min(max, Math.max(min, coefficient * (1 + rate * error)));
}
