import * as tf from "@tensorflow/tfjs";
import type { Specs, Tensors } from "../engine/engine.ts";

/** AdamW (Loshchilov & Hutter 2019) with clipping by the global gradient norm, as a pure function of its state. */
export interface AdamW {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  /** Largest global gradient norm. */
  readonly maxGradNorm: number;
}

/** Parameters under `p:`, moments under `m:` and `v:`, the step count under `t`. */
export function adamWSpecs(shapes: Readonly<Record<string, readonly number[]>>): Specs {
  const specs: Record<string, { shape: readonly number[] }> = { t: { shape: [] } };
  for (const [name, shape] of Object.entries(shapes))
    for (const kind of ["p", "m", "v"]) specs[`${kind}:${name}`] = { shape };
  return specs;
}

/** The parameters of a state, without their prefix. */
export function parametersOf<T>(state: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(state)
      .filter(([name]) => name.startsWith("p:"))
      .map(([name, value]) => [name.slice(2), value]),
  );
}

/**
 * One update. Scalars are folded into as few passes over the parameters as possible:
 * m = b1 m + (1-b1) s g, v = b2 v + (1-b2) s² g², p = p (1 - lr wd) - lr sqrt(c2)/c1 m / (sqrt(v) + eps sqrt(c2)).
 * @returns the new state and the gradient norm before clipping
 */
export function adamWUpdate(
  state: Tensors,
  gradients: Tensors,
  learningRate: tf.Tensor,
  options: AdamW,
): { state: Tensors; gradNorm: tf.Tensor } {
  const { beta1, beta2, eps, weightDecay, maxGradNorm } = options;
  const squares = Object.values(gradients).map((gradient) => gradient.square().sum());
  const gradNorm = tf.addN(squares).sqrt();
  const scale = tf.minimum(tf.div(maxGradNorm, gradNorm.add(1e-6)), 1);
  const t = state.t!.add(1);
  const correction1 = tf.sub(1, tf.pow(tf.scalar(beta1), t));
  const correction2 = tf.sub(1, tf.pow(tf.scalar(beta2), t)).sqrt();
  const stepSize = learningRate.mul(correction2).div(correction1);
  const epsilon = correction2.mul(eps);
  const keep = tf.sub(1, learningRate.mul(weightDecay));
  const first = scale.mul(1 - beta1);
  const second = scale.square().mul(1 - beta2);
  const next: Record<string, tf.Tensor> = { t };
  for (const [name, gradient] of Object.entries(gradients)) {
    const m = state[`m:${name}`]!.mul(beta1).add(gradient.mul(first));
    const v = state[`v:${name}`]!.mul(beta2).add(gradient.square().mul(second));
    const weight = state[`p:${name}`]!;
    next[`m:${name}`] = m;
    next[`v:${name}`] = v;
    next[`p:${name}`] = (weightDecay === 0 ? weight : weight.mul(keep)).sub(m.mul(stepSize).div(v.sqrt().add(epsilon)));
  }
  return { state: next, gradNorm };
}

/** A scalar loss with whatever else the caller wants to see of its computation. */
export interface Loss {
  readonly total: tf.Scalar;
  readonly stats: Tensors;
}

/** The gradients of a loss of named parameters, and its statistics. */
export function gradientsOf(
  loss: (parameters: Tensors) => Loss,
  parameters: Tensors,
): { gradients: Record<string, tf.Tensor>; stats: Record<string, tf.Tensor> } {
  const names = Object.keys(parameters);
  const named = (tensors: readonly tf.Tensor[]) => Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
  const kept: Record<string, tf.Tensor> = {}; // autodiff disposes of all but the value it differentiates
  const { grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    const { total, stats } = loss(named(tensors));
    for (const [name, stat] of Object.entries(stats)) kept[name] = tf.keep(stat.clone());
    return total;
  })(names.map((name) => parameters[name]!));
  const stats: Record<string, tf.Tensor> = {};
  for (const [name, stat] of Object.entries(kept)) {
    stats[name] = stat.clone();
    stat.dispose();
  }
  return { gradients: named(grads), stats };
}
