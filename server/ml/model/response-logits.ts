import * as tf from "@tensorflow/tfjs";
import type { Tensors } from "../engine/engine.ts";
import { HIDDEN_KEY, logitsOf } from "./llama.ts";

/** Token ids that no response may contain: padding, begin and separator. */
export const FORBIDDEN_IDS = [0, 1, 2] as const;

/** `[vocab]` scores that keep the forbidden tokens from being sampled; added in sampling and in training alike. */
export function forbiddenLogits(vocabSize: number): tf.Tensor1D {
  const values = new Float32Array(vocabSize);
  for (const id of FORBIDDEN_IDS) values[id] = HIDDEN_KEY;
  return tf.tensor1d(values);
}

/** The part of the hidden states that predicts the response: `[batch, T, dim]` -> `[batch * responseWindow, dim]`. */
export function predictingStates(last: tf.Tensor3D, promptWindow: number): tf.Tensor2D {
  const [batch, time, dim] = last.shape;
  const window = time - promptWindow;
  return last.slice([0, promptWindow - 1, 0], [batch, window, dim]).reshape([batch * window, dim]);
}

/** Logits `[batch * responseWindow, vocab]` of every response token, forbidden tokens out of reach. */
export const responseLogits = (weights: Tensors, states: tf.Tensor2D): tf.Tensor2D => {
  const logits = logitsOf(weights, states);
  return logits.add(forbiddenLogits(logits.shape[1])) as tf.Tensor2D;
};

/** The response tokens `[batch * responseWindow]` of `ids` `[batch, T]`. */
export const responseTargets = (ids: tf.Tensor2D, promptWindow: number): tf.Tensor1D =>
  ids.slice([0, promptWindow], [ids.shape[0], ids.shape[1] - promptWindow]).flatten() as tf.Tensor1D;
