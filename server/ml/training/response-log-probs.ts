import type * as tf from "@tensorflow/tfjs";
import type { Tensors } from "../engine/engine.ts";
import { targetLogProbs } from "../engine/ops/target-log-probs.ts";
import { logitsOf } from "../model/llama.ts";
import type { LlamaConfig } from "../model/llama-config.ts";
import { predictingStates, responseTargets } from "../model/predicting-states.ts";

/** Log-probability of each response token by a decoder, `[rows, window]`, 0 beyond a response's end; inputs of `batchSpecs`. */
export function responseLogProbs(
  weights: Tensors,
  config: LlamaConfig,
  promptWindow: number,
  inputs: Tensors,
): tf.Tensor {
  const ids = inputs.ids as tf.Tensor2D;
  const mask = inputs.mask!;
  const states = predictingStates(weights, config, promptWindow, ids, inputs.start as tf.Tensor1D);
  const logProbs = targetLogProbs(logitsOf(weights, states), responseTargets(ids, promptWindow));
  return logProbs.reshape(mask.shape).mul(mask);
}
