import type * as tf from "@tensorflow/tfjs";
import type { Specs, Tensors } from "../engine/engine.ts";
import { targetLogProbs } from "../engine/ops/target-log-probs.ts";
import { logitsOf } from "../model/llama.ts";
import type { LlamaConfig } from "../model/llama-config.ts";
import { predictingStates, responseTargets } from "../model/predicting-states.ts";
import type { Loss } from "../objectives/adamw.ts";
import { type DpoObjective, dpoLoss } from "../objectives/dpo-loss.ts";

/** What a batch of pairs has besides its sequences, whose rows are interleaved: chosen, rejected, chosen, ... */
export const pairSpecs = (rows: number): Specs => ({
  refLogps: { shape: [rows / 2, 2] },
  share: { shape: [rows / 2] },
  weight: { shape: [rows / 2] },
  beta: { shape: [] },
});

/** `dpoLoss` of a decoder's weights on inputs of `batchSpecs` and `pairSpecs`. */
export function dpoGraphLoss(
  weights: Tensors,
  config: LlamaConfig,
  promptWindow: number,
  objective: DpoObjective,
  inputs: Tensors,
): Loss {
  const ids = inputs.ids as tf.Tensor2D;
  const mask = inputs.mask!;
  const states = predictingStates(weights, config, promptWindow, ids, inputs.start as tf.Tensor1D);
  const logProbs = targetLogProbs(logitsOf(weights, states), responseTargets(ids, promptWindow));
  const inPairs = (perRow: tf.Tensor) => perRow.reshape([-1, 2]) as tf.Tensor2D;
  return dpoLoss(
    {
      logps: inPairs(logProbs.reshape(mask.shape).mul(mask).sum(-1)),
      refLogps: inputs.refLogps as tf.Tensor2D,
      lengths: inPairs(mask.sum(-1)),
      share: inputs.share as tf.Tensor1D,
      weight: inputs.weight as tf.Tensor1D,
      beta: inputs.beta as tf.Scalar,
    },
    objective,
  );
}
