import type * as tf from "@tensorflow/tfjs";
import { isTracing, onnxOperator } from "../onnx/register-kernels.ts";
import { withGradient } from "./with-gradient.ts";

/**
 * Root-mean-square normalisation over the last axis (Zhang and Sennrich 2019): `x / sqrt(mean(x^2) + eps) * weight`.
 * One operator of ONNX Runtime when traced. Its gradient reuses the reciprocal root from the forward pass.
 * @param x `[..., dim]`
 * @param weight `[dim]`
 */
export function rmsNorm(x: tf.Tensor, weight: tf.Tensor, eps: number): tf.Tensor {
  return withGradient(
    (x, weight) => {
      const [value, scale] = isTracing() ? fused(x, weight, eps) : composed(x, weight, eps);
      return { value, saved: [x, weight, scale], gradients };
    },
    x,
    weight,
  );
}

function gradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [x, weight, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
  const dim = weight.size;
  const unit = x.mul(scale); // [..., dim], of mean square 1
  const product = dy.mul(unit).reshape([-1, dim]);
  const mean = product
    .matMul(weight.reshape([dim, 1]))
    .div(dim)
    .reshape(scale.shape);
  return [dy.mul(weight).sub(unit.mul(mean)).mul(scale), product.sum(0)];
}

type Normalised = readonly [y: tf.Tensor, scale: tf.Tensor];

function fused(x: tf.Tensor, weight: tf.Tensor, eps: number): Normalised {
  const call = {
    op: "SimplifiedLayerNormalization", // ONNX Runtime keeps it in ONNX's own domain
    domain: "",
    attributes: { axis: -1, epsilon: { float: eps }, stash_type: 1 },
    outputs: [x.shape, [...x.shape.slice(0, -1), 1]],
  };
  const [y, scale] = onnxOperator(call, [x, weight]);
  return [y!, scale!];
}

function composed(x: tf.Tensor, weight: tf.Tensor, eps: number): Normalised {
  const scale = x.square().mean(-1, true).add(eps).rsqrt();
  return [x.mul(scale).mul(weight), scale];
}
