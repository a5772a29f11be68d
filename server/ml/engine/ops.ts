import * as tf from "@tensorflow/tfjs";
import { isTracing, onnxOperator, tracedDevice } from "./onnx/register-kernels.ts";

// The operations of a decoder. Each brings its own gradient, which is faster, or runs on more engines, than the one that TensorFlow.js derives.

/** What a differentiable operation returns: its value, tensors to keep, and the gradients of its inputs given dy and those. */
interface Differentiable {
  readonly value: tf.Tensor;
  readonly saved: tf.Tensor[];
  readonly gradients: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];
}

/**
 * Calls an operation that brings its own gradient: `tf.customGrad` with types. Every tensor that the gradient needs has to
 * be saved, even one from outside: TensorFlow.js disposes of the rest of the forward pass first.
 */
function withGradient(operation: (...inputs: tf.Tensor[]) => Differentiable, ...inputs: tf.Tensor[]): tf.Tensor {
  const differentiable = tf.customGrad((...given) => {
    const save = given.pop() as (tensors: tf.Tensor[]) => void;
    const { value, saved, gradients } = operation(...(given as tf.Tensor[]));
    save(saved);
    return { value, gradFunc: gradients };
  });
  return differentiable(...inputs);
}

/**
 * Rows of a table: `[vocab, dim]` and `[n]` int32 ids give `[n, dim]`.
 * Its gradient adds up the rows of repeated ids.
 */
export function embedding(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  const rows = withGradient(
    (x) => ({
      value: tf.gather(x, ids),
      saved: [ids], // a caller's temporary would be gone by the backward pass
      gradients: (dy, [ids]) => [tf.unsortedSegmentSum(dy, ids as tf.Tensor1D, table.shape[0])],
    }),
    table,
  );
  return rows as tf.Tensor2D;
}

/**
 * `x` `[rows, in]` times a weight stored `[out, in]`: `[rows, out]`.
 * The weight is transposed first, which costs little, because ONNX Runtime multiplies by a transposed right factor at
 * about two thirds of the speed; neither product of the gradient has one. It would fold a plain transposition back into
 * the product, so the axes are swapped around a third one.
 */
export function linear(x: tf.Tensor2D, weight: tf.Tensor2D): tf.Tensor2D {
  const product = withGradient(
    (x, weight) => ({
      value: tf.matMul(x as tf.Tensor2D, swapped(weight)),
      saved: [x, weight],
      gradients: (dy, [x, weight]) => [tf.matMul(dy, weight!), tf.matMul(dy, x!, true, false)],
    }),
    x,
    weight,
  );
  return product as tf.Tensor2D;
}

function swapped(weight: tf.Tensor): tf.Tensor2D {
  const [rows, columns] = weight.shape as [number, number];
  return weight.reshape([rows, columns, 1]).transpose([1, 0, 2]).reshape([columns, rows]);
}

/** `x * sigmoid(x)` (Elfwing et al. 2017), with the gradient `sigmoid(x) + y * (1 - sigmoid(x))`. */
export function silu(x: tf.Tensor): tf.Tensor {
  return withGradient((x) => {
    const gate = x.sigmoid();
    const value = x.mul(gate);
    return { value, saved: [gate, value], gradients: siluGradients };
  }, x);
}

function siluGradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [gate, y] = saved as [tf.Tensor, tf.Tensor];
  return [dy.mul(gate.add(y.sub(y.mul(gate))))];
}

const GELU_SLOPE = Math.sqrt(2 / Math.PI);
const GELU_CUBE = 0.044715;

/** The approximation of `x * Phi(x)` by a tanh (Hendrycks and Gimpel 2016): `x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))`. */
export function geluTanh(x: tf.Tensor): tf.Tensor {
  return withGradient((x) => {
    const bend = x.mul(x.square().mul(GELU_CUBE).add(1)).mul(GELU_SLOPE).tanh();
    return { value: x.mul(bend.add(1)).mul(0.5), saved: [x, bend], gradients: geluGradients };
  }, x);
}

function geluGradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [x, bend] = saved as [tf.Tensor, tf.Tensor];
  const slope = x
    .square()
    .mul(3 * GELU_CUBE)
    .add(1)
    .mul(GELU_SLOPE);
  const ofBend = x.mul(tf.sub(1, bend.square())).mul(slope);
  return [dy.mul(bend.add(1).add(ofBend)).mul(0.5)];
}

/**
 * Root-mean-square normalisation over the last axis (Zhang and Sennrich 2019): `x / sqrt(mean(x^2) + eps) * weight`.
 * One operator of ONNX Runtime when traced for the CPU. Its gradient reuses the reciprocal root from the forward pass.
 * @param x `[..., dim]`
 * @param weight `[dim]`
 */
export function rmsNorm(x: tf.Tensor, weight: tf.Tensor, eps: number): tf.Tensor {
  return withGradient(
    (x, weight) => {
      // WebGPU's operator has no right second result.
      const norm = tracedDevice() === "cpu" ? fusedNorm : composedNorm;
      const [value, scale] = norm(x, weight, eps);
      return { value, saved: [x, weight, scale], gradients: normGradients };
    },
    x,
    weight,
  );
}

function normGradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
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

function fusedNorm(x: tf.Tensor, weight: tf.Tensor, eps: number): Normalised {
  const call = {
    op: "SimplifiedLayerNormalization", // ONNX Runtime keeps it in ONNX's own domain
    domain: "",
    attributes: { axis: -1, epsilon: { float: eps }, stash_type: 1 },
    outputs: [x.shape, [...x.shape.slice(0, -1), 1]],
  };
  const [y, scale] = onnxOperator(call, [x, weight]);
  return [y!, scale!];
}

function composedNorm(x: tf.Tensor, weight: tf.Tensor, eps: number): Normalised {
  const scale = x.square().mean(-1, true).add(eps).rsqrt();
  return [x.mul(scale).mul(weight), scale];
}

/**
 * Rotates each head by its position (Su et al. 2021) in Llama's half-split layout: a head's first half is paired with
 * its second. One operator of ONNX Runtime when traced. The gradient is the rotation back.
 * @param x `[batch, heads, time, headDim]`
 * @param cos `[positions, headDim / 2]`, as `sin`; a common factor scales the result
 * @param first scalar int32, the position of the first column
 */
export function rotaryEmbedding(x: tf.Tensor4D, cos: tf.Tensor2D, sin: tf.Tensor2D, first: tf.Scalar): tf.Tensor4D {
  const rotate = isTracing() ? fusedRotation : composedRotation;
  const rotated = withGradient(
    (x) => ({
      value: rotate(x, cos, sin, first),
      saved: [cos, sin, first],
      gradients: (dy, [cos, sin, first]) => [rotate(dy, cos!, sin!.neg(), first!)],
    }),
    x,
  );
  return rotated as tf.Tensor4D;
}

function fusedRotation(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor, first: tf.Tensor): tf.Tensor {
  const call = { op: "RotaryEmbedding", domain: "com.microsoft", attributes: {}, outputs: [x.shape] };
  return onnxOperator(call, [x, first.reshape([1]), cos, sin])[0]!;
}

function composedRotation(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor, first: tf.Tensor): tf.Tensor {
  const time = x.shape[2]!;
  const positions = tf.range(0, time, 1, "int32").add(first) as tf.Tensor1D;
  const [c, s] = [tf.gather(cos, positions), tf.gather(sin, positions)];
  const [a, b] = tf.split(x, 2, 3) as [tf.Tensor, tf.Tensor];
  return tf.concat([a.mul(c).sub(b.mul(s)), b.mul(c).add(a.mul(s))], 3);
}

/**
 * Log-probabilities of the targets: `[n, vocab]` logits and `[n]` int32 targets, each in the vocabulary, give `[n]`.
 * The gradient, one-hot minus softmax, reuses the probabilities of the forward pass. The log-normaliser comes from the
 * largest probability, which can't underflow as the target's can.
 */
export function targetLogProbs(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor1D {
  const rows = tf.range(0, logits.shape[0], 1, "int32");
  const logProbs = withGradient((logits) => {
    const probabilities = tf.softmax(logits);
    const logNormaliser = logits.max(1).sub(probabilities.max(1).log());
    const value = tf.gatherND(logits, tf.stack([rows, targets], 1)).sub(logNormaliser);
    return { value, saved: [probabilities, targets], gradients: targetGradients };
  }, logits);
  return logProbs as tf.Tensor1D;
}

function targetGradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [probabilities, targets] = saved as [tf.Tensor, tf.Tensor];
  const column = dy.expandDims(1);
  if (isTracing()) return [addAt(probabilities.mul(column.neg()), targets.expandDims(1), column)];
  return [tf.oneHot(targets, probabilities.shape[1]!).sub(probabilities).mul(column)];
}

/** Adds one value to a row each, in place: on `[2048, 2048]` ten times as fast as a one-hot matrix. */
function addAt(x: tf.Tensor, columns: tf.Tensor, values: tf.Tensor): tf.Tensor {
  const call = { op: "ScatterElements", domain: "", attributes: { axis: 1, reduction: "add" }, outputs: [x.shape] };
  return onnxOperator(call, [x, columns, values])[0]!;
}
