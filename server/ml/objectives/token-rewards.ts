/** Arrays are `[rows, time]`, row-major; `mask` is 1 on response tokens, a prefix of each row. Log-probabilities are in nats. */
export interface TokenRewardInput {
  readonly rows: number;
  readonly time: number;
  readonly mask: Float32Array;
  readonly logProbs: Float32Array;
  /** By the starting model. */
  readonly refLogProbs: Float32Array;
  /** Reward-model score of each response, `[rows]`. */
  readonly scores: Float32Array;
  /** Taken off a token for its wording: repetition costs, rare pairs of words earn. */
  readonly penalties: Float32Array;
  /** Reward that a nat of KL costs. */
  readonly klCoefficient: number;
}

/**
 * The rewards that PPO maximises, `[rows, time]`: -beta (log pi - log ref) at every token (k1 estimate), the score on the last
 * (Ziegler et al. 2019, eq. 2; TRL's PPOTrainer), and each token's penalty.
 */
export function tokenRewards(input: TokenRewardInput): Float32Array {
  const { rows, time, mask, logProbs, refLogProbs, scores, penalties, klCoefficient } = input;
  const rewards = new Float32Array(rows * time);
  for (let row = 0; row < rows; row++) {
    let last = -1;
    for (let t = 0; t < time; t++) {
      const i = row * time + t;
      if (mask[i] === 0) break;
      rewards[i] = -klCoefficient * (logProbs[i]! - refLogProbs[i]!) - penalties[i]!;
      last = i;
    }
    if (last >= 0) rewards[last]! += scores[row]!;
  }
  return rewards;
}

/** Mean over rows of the summed log-ratio: nats a response (`objective/kl`). */
export function meanKl(input: Pick<TokenRewardInput, "rows" | "time" | "mask" | "logProbs" | "refLogProbs">): number {
  let total = 0;
  for (let i = 0; i < input.rows * input.time; i++)
    total += input.mask[i]! * (input.logProbs[i]! - input.refLogProbs[i]!);
  return total / input.rows;
}

/** How the KL coefficient follows its target (Ziegler et al. 2019, section 2.2, with bounds of our own). */
export interface AdaptiveKl {
  /** Nats a response. */
  readonly target: number;
  /** Largest relative change in one step. */
  readonly rate: number;
  /** Without a bound the coefficient winds down before the policy moves, and KL then overshoots tenfold. */
  readonly min: number;
  readonly max: number;
}

/** @param kl the last iteration's, in nats a response */
export function nextKlCoefficient(coefficient: number, kl: number, { target, rate, min, max }: AdaptiveKl): number {
  const error = Math.max(-1, Math.min(1, kl / target - 1));
  return Math.min(max, Math.max(min, coefficient * (1 + rate * error)));
}
