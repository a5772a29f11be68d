import type * as tf from "@tensorflow/tfjs";
import type { Tensors } from "../engine/engine.ts";
import { targetLogProbs } from "../engine/ops.ts";
import { forward, givenStates, logitsOf } from "./llama.ts";
import type { LlamaConfig } from "./llama-config.ts";

/**
 * The hidden states that predict the response, `[batch * responseWindow, dim]`, and nothing else: the last token
 * predicts none, and the last block leaves the prompt out.
 * @param inputs of `batchSpecs`
 */
export function predictingStates(
  weights: Tensors,
  config: LlamaConfig,
  promptWindow: number,
  inputs: Tensors,
): tf.Tensor2D {
  const ids = inputs.ids as tf.Tensor2D;
  const [batch, time] = ids.shape;
  const read = ids.slice([0, 0], [batch, time - 1]);
  const whole = givenStates(weights, inputs);
  const given = whole && { ...whole, states: whole.states.slice([0, 0, 0], [batch, time - 1, config.hiddenSize]) };
  const { last } = forward(weights, config, read, inputs.start as tf.Tensor1D, undefined, promptWindow - 1, given);
  return last.reshape([-1, config.hiddenSize]);
}

/** The response tokens `[batch * responseWindow]` of `ids` `[batch, T]`. */
export const responseTargets = (ids: tf.Tensor2D, promptWindow: number): tf.Tensor1D =>
  ids.slice([0, promptWindow], [ids.shape[0], ids.shape[1] - promptWindow]).flatten() as tf.Tensor1D;

/** Log-probability of each response token by a decoder, `[rows, window]`, 0 beyond a response's end; inputs of `batchSpecs`. */
export function responseLogProbs(
  weights: Tensors,
  config: LlamaConfig,
  promptWindow: number,
  inputs: Tensors,
): tf.Tensor {
  const ids = inputs.ids as tf.Tensor2D;
  const mask = inputs.mask!;
  const states = predictingStates(weights, config, promptWindow, inputs);
  const logProbs = targetLogProbs(logitsOf(weights, config, states), responseTargets(ids, promptWindow));
  return logProbs.reshape(mask.shape).mul(mask);
}
