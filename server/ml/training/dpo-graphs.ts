import type * as tf from "@tensorflow/tfjs";
import type { Specs, Tensors } from "../engine/engine.ts";
import type { LlamaConfig } from "../model/llama-config.ts";
import type { Loss } from "../objectives/adamw.ts";
import { type DpoObjective, dpoLoss } from "../objectives/dpo-loss.ts";
import { responseLogProbs } from "./response-log-probs.ts";

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
  const logProbs = responseLogProbs(weights, config, promptWindow, inputs);
  const inPairs = (perRow: tf.Tensor) => perRow.reshape([-1, 2]) as tf.Tensor2D;
  return dpoLoss(
    {
      logps: inPairs(logProbs.sum(-1)),
      refLogps: inputs.refLogps as tf.Tensor2D,
      lengths: inPairs(inputs.mask!.sum(-1)),
      share: inputs.share as tf.Tensor1D,
      weight: inputs.weight as tf.Tensor1D,
      beta: inputs.beta as tf.Scalar,
    },
    objective,
  );
}
