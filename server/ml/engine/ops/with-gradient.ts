import * as tf from "@tensorflow/tfjs";

/** What a differentiable operation returns: its value, tensors to keep, and the gradients of its inputs given dy and those. */
export interface Differentiable {
  readonly value: tf.Tensor;
  readonly saved: tf.Tensor[];
  readonly gradients: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];
}

/**
 * Calls an operation that brings its own gradient: `tf.customGrad` with types. Every tensor that the gradient needs has to
 * be saved, even one from outside: TensorFlow.js disposes of the rest of the forward pass first.
 */
export function withGradient(operation: (...inputs: tf.Tensor[]) => Differentiable, ...inputs: tf.Tensor[]): tf.Tensor {
  const differentiable = tf.customGrad((...given) => {
    const save = given.pop() as (tensors: tf.Tensor[]) => void;
    const { value, saved, gradients } = operation(...(given as tf.Tensor[]));
    save(saved);
    return { value, gradFunc: gradients };
  });
  return differentiable(...inputs);
}
