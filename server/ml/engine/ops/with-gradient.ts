import * as tf from "@tensorflow/tfjs";

/** What a differentiable operation returns: its value, tensors to keep, and the gradients of its inputs given dy and those. */
export interface Differentiable {
  readonly value: tf.Tensor;
  readonly saved: tf.Tensor[];
  readonly gradients: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];
}

/** Calls an operation that brings its own gradient: `tf.customGrad` with types. */
export function withGradient(operation: (...inputs: tf.Tensor[]) => Differentiable, ...inputs: tf.Tensor[]): tf.Tensor {
  const differentiable = tf.customGrad((...given) => {
    const save = given.pop() as (tensors: tf.Tensor[]) => void;
    const { value, saved, gradients } = operation(...(given as tf.Tensor[]));
    save(saved);
    return { value, gradFunc: gradients };
  });
  return differentiable(...inputs);
}
