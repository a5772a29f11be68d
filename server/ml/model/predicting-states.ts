import type * as tf from "@tensorflow/tfjs";

/** The part of the hidden states that predicts the response: `[batch, T, dim]` -> `[batch * responseWindow, dim]`. */
export function predictingStates(last: tf.Tensor3D, promptWindow: number): tf.Tensor2D {
  const [batch, time, dim] = last.shape;
  const window = time - promptWindow;
  return last.slice([0, promptWindow - 1, 0], [batch, window, dim]).reshape([batch * window, dim]);
}

/** The response tokens `[batch * responseWindow]` of `ids` `[batch, T]`. */
export const responseTargets = (ids: tf.Tensor2D, promptWindow: number): tf.Tensor1D =>
  ids.slice([0, promptWindow], [ids.shape[0], ids.shape[1] - promptWindow]).flatten() as tf.Tensor1D;
