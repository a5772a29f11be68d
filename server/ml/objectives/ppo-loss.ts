import * as tf from "@tensorflow/tfjs";
import type { Loss } from "./adamw.ts";

/** All `[batch, time]`; `mask` is 1 on response tokens. */
export interface PpoLossInput {
  readonly logProbs: tf.Tensor;
  readonly values: tf.Tensor;
  readonly oldLogProbs: tf.Tensor;
  readonly oldValues: tf.Tensor;
  readonly advantages: tf.Tensor;
  readonly returns: tf.Tensor;
  readonly mask: tf.Tensor;
}

/** How far a step may move from what it was sampled with. */
export interface PpoClip {
  /** Probability ratios beyond 1 +- this earn nothing more. */
  readonly ratio: number;
  /** Values further than this from the old ones earn nothing more. */
  readonly value: number;
  /** Weight of the value loss. */
  readonly valueCoefficient: number;
}

/**
 * Scalars under TRL's names: the clipped surrogate (Schulman et al. 2017, eq. 7) plus the clipped value loss, averaged over response tokens.
 * `policy/kl_k3` is the low-variance estimate of KL(old || new) (Schulman 2020, "Approximating KL divergence") that stops an iteration.
 */
export function ppoLoss(input: PpoLossInput, clip: PpoClip): Loss {
  const { mask, advantages, returns, oldValues } = input;
  const count = tf.maximum(mask.sum(), 1);
  const mean = (x: tf.Tensor): tf.Scalar => x.mul(mask).sum().div(count);
  const logRatio = input.logProbs.sub(input.oldLogProbs).mul(mask);
  const ratio = logRatio.exp();
  const unclipped = ratio.mul(advantages).neg();
  const clipped = ratio
    .clipByValue(1 - clip.ratio, 1 + clip.ratio)
    .mul(advantages)
    .neg();
  const policyLoss = mean(tf.maximum(unclipped, clipped));
  const near = tf.minimum(tf.maximum(input.values, oldValues.sub(clip.value)), oldValues.add(clip.value));
  const error = input.values.sub(returns).square();
  const clippedError = near.sub(returns).square();
  const valueLoss = mean(tf.maximum(error, clippedError)).mul(0.5) as tf.Scalar;
  const meanRatio = mean(ratio);
  return {
    total: policyLoss.add(valueLoss.mul(clip.valueCoefficient)) as tf.Scalar,
    stats: {
      "loss/policy_avg": policyLoss,
      "loss/value_avg": valueLoss,
      "policy/approxkl_avg": mean(logRatio.square()).mul(0.5) as tf.Scalar,
      "policy/kl_k3": mean(ratio.sub(1).sub(logRatio)),
      "policy/clipfrac_avg": mean(clipped.greater(unclipped).cast("float32")),
      "val/clipfrac_avg": mean(clippedError.greater(error).cast("float32")),
      "val/ratio": meanRatio,
      "val/ratio_var": mean(ratio.sub(meanRatio).square()),
    },
  };
}
