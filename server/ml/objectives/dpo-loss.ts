import * as tf from "@tensorflow/tfjs";
import type { Loss } from "./adamw.ts";

export const DPO_LOSSES = ["sigmoid", "robust", "ipo"] as const;
export type DpoLoss = (typeof DPO_LOSSES)[number];

/**
 * How pairs become a loss:
 * - `sigmoid`: cross-entropy of sigmoid(beta h) (Rafailov et al. 2023, eq. 7); with `labelNoise` its conservative form, cDPO (Mitchell 2023).
 * - `robust`: the same, unbiased under `labelNoise`, rDPO (Chowdhury et al. 2024).
 * - `ipo`: squared distance of h a token to what the label asks for (Azar et al. 2024, eq. 17).
 */
export interface DpoObjective {
  readonly loss: DpoLoss;
  /** Share of labels taken to be flipped, 0 to below 0.5 (TRL's `label_smoothing`). */
  readonly labelNoise: number;
}

/** Pairs as `[pairs, 2]`, the preferred answer first. */
export interface DpoLossInput {
  /** Log-probability of each whole response. */
  readonly logps: tf.Tensor2D;
  readonly refLogps: tf.Tensor2D;
  /** Tokens of each response. */
  readonly lengths: tf.Tensor2D;
  /** `[pairs]`: share of the verdicts for the first answer, 0.5-1. */
  readonly share: tf.Tensor1D;
  /** `[pairs]`: 0 for rows that only fill a batch up. */
  readonly weight: tf.Tensor1D;
  readonly beta: tf.Scalar;
}

/** log(1 + e^x) without overflow. */
const softplus = (x: tf.Tensor): tf.Tensor => tf.relu(x).add(x.abs().neg().exp().add(1).log());

/**
 * Scalars under the names and by the formulas of TRL's `DPOTrainer`, whose hard labels are the case of `share` 1. A soft label is the mean loss over
 * its verdicts, up to a constant. For `ipo` log-probabilities are means over tokens, in `logps/*` and `rewards/*` too. Pairs without a preferred answer
 * stay out of `rewards/accuracies`.
 */
export function dpoLoss(input: DpoLossInput, { loss, labelNoise }: DpoObjective): Loss {
  if (!(labelNoise >= 0 && labelNoise < 0.5)) throw new Error(`dpoLoss: label noise ${labelNoise} is not in [0, 0.5)`);
  const { share, weight, beta } = input;
  const lengths = loss === "ipo" ? input.lengths.maximum(1) : tf.onesLike(input.lengths);
  const logps = input.logps.div(lengths);
  const logRatios = logps.sub(input.refLogps.div(lengths));
  const side = (x: tf.Tensor, column: number) => x.slice([0, column], [x.shape[0]!, 1]).reshape([-1]);
  const h = side(logRatios, 0).sub(side(logRatios, 1));
  const mean = (x: tf.Tensor, over: tf.Tensor) => x.mul(over).sum().div(over.sum().maximum(1)) as tf.Scalar;

  const certainty = share.mul(2).sub(1);
  const losses =
    loss === "ipo"
      ? h.sub(certainty.mul(1 - 2 * labelNoise).div(beta.mul(2))).square()
      : softplus(h.mul(beta)).sub(h.mul(beta).mul(targetShare(certainty, loss, labelNoise)));
  const total = mean(losses, weight);

  const rewards = logRatios.mul(beta);
  const [chosen, rejected] = [side(rewards, 0), side(rewards, 1)];
  const decided = weight.mul(certainty.greater(0).cast("float32"));
  return {
    total,
    stats: {
      loss: total,
      "rewards/chosen": mean(chosen, weight),
      "rewards/rejected": mean(rejected, weight),
      "rewards/margins": mean(chosen.sub(rejected), weight),
      "rewards/accuracies": mean(chosen.greater(rejected).cast("float32"), decided),
      "logps/chosen": mean(side(logps, 0), weight),
      "logps/rejected": mean(side(logps, 1), weight),
    },
  };
}

/** What sigmoid(beta h) is to be: pulled to a half by cDPO, and by rDPO pushed beyond the label, which noise has pulled there. */
function targetShare(certainty: tf.Tensor, loss: "sigmoid" | "robust", noise: number): tf.Tensor {
  const trust = loss === "sigmoid" ? 1 - 2 * noise : 1 / (1 - 2 * noise);
  return certainty.mul(trust).add(1).mul(0.5);
}
