/** Arrays are `[rows, time]`, row-major; `mask` is 1 on response tokens, a prefix of each row. */
export interface TokenRewardInput {
  readonly rows: number;
  readonly time: number;
  readonly mask: Float32Array;
  readonly logProbs: Float32Array;
  readonly refLogProbs: Float32Array;
  /** Reward-model score of each response, `[rows]`. */
  readonly scores: Float32Array;
  /** Taken off a token for its wording, `[rows, time]`: overused phrases cost, rare pairs of words earn. */
  readonly wordingPrices: Float32Array;
  readonly klCoefficient: number;
}

/**
 * What PPO maximises: -beta (log pi - log ref) at every token (k1 estimate), the score on the last
 * (Ziegler et al. 2019, eq. 2; TRL's PPOTrainer), and what its wording costs, word by word.
 */
export function tokenRewards(input: TokenRewardInput): Float32Array {
  const { rows, time, mask, logProbs, refLogProbs, scores, wordingPrices, klCoefficient } = input;
  const rewards = new Float32Array(rows * time);
  for (let row = 0; row < rows; row++) {
    let last = -1;
    for (let t = 0; t < time; t++) {
      const i = row * time + t;
      if (mask[i] === 0) break;
      rewards[i] = -klCoefficient * (logProbs[i]! - refLogProbs[i]!) - wordingPrices[i]!;
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
