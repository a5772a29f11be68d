import * as tf from "@tensorflow/tfjs";
import type { Loss } from "../../ml/objectives/adamw.ts";

/**
 * Each answer's reward less the mean of the prompt's other answers (Kool et al. 2019): a baseline that owes the answer nothing, so that the
 * gradient stays unbiased.
 * @param group answers to each prompt, side by side; at least 2, and divides the number of rewards
 */
export function leaveOneOut(rewards: readonly number[], group: number): number[] {
  if (!(group >= 2)) throw new Error(`leaveOneOut: ${group} answers to a prompt leave none to compare with`);
  return rewards.map((reward, i) => {
    const first = i - (i % group);
    const all = rewards.slice(first, first + group).reduce((sum, one) => sum + one, 0);
    return reward - (all - reward) / (group - 1);
  });
}

export interface RlooLossInput {
  /** `[rows, time]`, 0 beyond a response's end. */
  readonly logProbs: tf.Tensor;
  /** `[rows]` */
  readonly advantages: tf.Tensor;
  /** `[rows]`: 0 for rows that only fill a batch up. */
  readonly weight: tf.Tensor;
}

/**
 * REINFORCE on whole responses (Ahmadian et al. 2024, eq. 6-8): minus advantage times log-probability, averaged over responses. Each is read
 * once, a few small updates after it was sampled, so that no ratio is needed, and none to be clipped.
 */
export function rlooLoss({ logProbs, advantages, weight }: RlooLossInput): Loss {
  const count = tf.maximum(weight.sum(), 1);
  const sequences = logProbs.sum(-1);
  const total = sequences.mul(advantages).mul(weight).sum().div(count).neg() as tf.Scalar;
  return { total, stats: { "loss/policy_avg": total, "logps/policy": sequences.mul(weight).sum().div(count) } };
}
