import * as tf from "@tensorflow/tfjs";
import type { Tensors } from "../engine/engine.ts";
import { type LlamaConfig, weightShapes } from "./llama-config.ts";
import type { NamedTensor, NamedTensors } from "./safetensors.ts";

/** Projections of a block that an adapter can add to. */
export const TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"] as const;
export type Target = (typeof TARGETS)[number];

/**
 * LoRA (Hu et al. 2021): a frozen matrix `W0` `[out, in]` gets a trainable addition `alpha / rank * B A`, with `A` `[rank, in]` drawn at
 * random and `B` `[out, rank]` zero, so that training starts at the frozen model. Names are PEFT's inside a wrapped model:
 * `NAME.base_layer.weight`, `NAME.lora_A.weight`, `NAME.lora_B.weight`.
 */
export interface LowRank {
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly Target[];
  /** The first block that it adds to; all blocks unless given. The states that lower ones give never change. */
  readonly firstLayer?: number;
}

const SCALING = "lora_scaling";
const baseOf = (name: string) => `${name}.base_layer.weight`;
const aOf = (name: string) => `${name}.lora_A.weight`;
const bOf = (name: string) => `${name}.lora_B.weight`;

/** Whether a record of weights has a matrix as a frozen one. */
export const isFrozen = (weights: Tensors, name: string): boolean => baseOf(name) in weights;

/** `x` `[rows, in]` times a frozen matrix, plus what its adapter adds where it has one. */
export function projectFrozen(weights: Tensors, name: string, x: tf.Tensor): tf.Tensor2D {
  const by = (left: tf.Tensor, right: tf.Tensor) => tf.matMul<tf.Tensor2D>(left, right, false, true);
  const product = by(x, weights[baseOf(name)]!);
  const [a, b] = [weights[aOf(name)], weights[bOf(name)]];
  return a === undefined || b === undefined ? product : tf.add(product, by(by(x, a).mul(weights[SCALING]!), b));
}

/** Names of the matrices that an adapter adds to, without `.weight`. */
function adapted(config: LlamaConfig, { targets, firstLayer = 0 }: Pick<LowRank, "targets" | "firstLayer">): string[] {
  const names = Object.keys(weightShapes(config)).map((name) => name.replace(/\.weight$/, ""));
  return names.filter(
    (name) => targets.some((target) => name.endsWith(`.${target}`)) && (layerOf(name) ?? 0) >= firstLayer,
  );
}

/** The block that a tensor belongs to, by its name; null for embeddings, the last norm and the output matrix. */
export function layerOf(name: string): number | null {
  const layer = /^model\.layers\.(\d+)\./.exec(name)?.[1];
  return layer === undefined ? null : Number(layer);
}

/** Names and shapes of an adapter's tensors. */
export function adapterShapes(config: LlamaConfig, lowRank: LowRank): Record<string, readonly [number, number]> {
  const { rank } = lowRank;
  const shapes = weightShapes(config);
  return Object.fromEntries(
    adapted(config, lowRank).flatMap((name) => {
      const [outputs, inputs] = shapes[`${name}.weight`] as readonly [number, number];
      return [[aOf(name), [rank, inputs] as const] as const, [bOf(name), [outputs, rank] as const] as const];
    }),
  );
}

/** An adapter before training: `B` zero, `A` as PEFT draws it, Kaiming-uniform with a = sqrt(5), which is uniform within 1 / sqrt(in). */
export function freshAdapter(config: LlamaConfig, lowRank: LowRank, random: () => number): NamedTensors {
  const tensors: Record<string, NamedTensor> = {};
  for (const [name, shape] of Object.entries(adapterShapes(config, lowRank))) {
    const values = new Float32Array(shape[0] * shape[1]);
    const bound = 1 / Math.sqrt(shape[1]);
    if (name.endsWith("lora_A.weight")) for (let i = 0; i < values.length; i++) values[i] = bound * (2 * random() - 1);
    tensors[name] = { shape, values };
  }
  return tensors;
}

/**
 * The weights of a model as an adapter finds them: its matrices under the names of frozen ones, the output matrix too, embeddings and
 * norms as they are. Arrays are the model's own.
 */
export function frozenWeights(config: LlamaConfig, weights: NamedTensors, { rank, alpha }: LowRank): NamedTensors {
  const frozen: Record<string, NamedTensor> = { [SCALING]: { shape: [], values: Float32Array.of(alpha / rank) } };
  for (const [name, tensor] of Object.entries(weights)) {
    const isProjection = name.endsWith("_proj.weight") || name === "lm_head.weight";
    frozen[isProjection ? baseOf(name.replace(/\.weight$/, "")) : name] = tensor;
  }
  if (config.tiedEmbeddings) frozen[baseOf("lm_head")] = weights["model.embed_tokens.weight"]!;
  return frozen;
}

/** A model without an adapter that gives the logits of `weights` with its adapter: `W0 + alpha / rank * B A` for every target. */
export function mergeAdapter(
  config: LlamaConfig,
  weights: NamedTensors,
  adapter: NamedTensors,
  lowRank: LowRank,
): NamedTensors {
  const { rank, alpha } = lowRank;
  const merged: Record<string, NamedTensor> = { ...weights };
  for (const name of adapted(config, lowRank)) {
    const base = weights[`${name}.weight`]!;
    const [a, b] = [adapter[aOf(name)]!.values, adapter[bOf(name)]!.values];
    const [outputs, inputs] = base.shape as readonly [number, number];
    const values = base.values.slice();
    for (let out = 0; out < outputs; out++)
      for (let r = 0; r < rank; r++) {
        const times = (alpha / rank) * b[out * rank + r]!;
        if (times !== 0) for (let i = 0; i < inputs; i++) values[out * inputs + i]! += times * a[r * inputs + i]!;
      }
    merged[`${name}.weight`] = { shape: base.shape, values };
  }
  return merged;
}
