import type { Compiled, Engine, Specs } from "../../ml/engine/engine.ts";
import { mapValues } from "../../ml/engine/map-values.ts";
import type { Sequence } from "../../ml/model/batch-layout.ts";
import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import type { NamedTensors } from "../../ml/model/safetensors.ts";
import type { AdamW } from "../../ml/objectives/adamw.ts";
import type { PpoClip } from "../../ml/objectives/ppo-loss.ts";
import {
  batchFeeds,
  batchSpecs,
  openGradientSteps,
  type Snapshot,
  weightsOf,
} from "../../ml/training/gradient-steps.ts";
import { byLength, lengthBuckets, type SequenceShape } from "../../ml/training/length-buckets.ts";
import { type Trainable, wholeModel } from "../../ml/training/trainable.ts";
import { policyShapes, ppoGraphLoss, scoreGraph, VALUE_BIAS, VALUE_WEIGHT } from "./policy-graphs.ts";

/** What the policy in training says of its own response: `[response tokens]` each, log-probabilities in nats. */
export interface PolicyReading {
  readonly logProbs: Float32Array;
  readonly values: Float32Array;
}

/** A sequence with what PPO needs of it, `[response tokens]` each. */
export interface Experience extends PolicyReading {
  readonly sequence: Sequence;
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
}

/** The policy in training: weights, value head and optimizer, and the graphs that read and move them. */
export interface Policy {
  read(sequences: readonly Sequence[]): Promise<PolicyReading[]>;
  /** Values of hidden states `[tokens, dim]` by the present value head: `read` without the pass, where the states are known. */
  values(states: Float32Array): Float32Array;
  /** The hidden states that the value head reads, one `[dim]` a response token, of each sequence. */
  states(sequences: readonly Sequence[]): Promise<Float32Array[]>;
  /** Compiles the graphs that `states` and `step` need for a minibatch, ahead of its time. */
  prepare(minibatch: readonly Sequence[]): Promise<void>;
  /** One minibatch; returns the statistics of `ppoLoss`. */
  step(minibatch: readonly Experience[], learningRate: number): Promise<Record<string, number>>;
  /** Whether the value head is at zero, as at the beginning, or after another method's weights. */
  isHeadless(): boolean;
  /** Numbers in a hidden state. */
  readonly width: number;
  /** A copy of what training moves of the decoder, without the value head. */
  weights(): NamedTensors;
  /** Goes on from other weights; value head and moments stay as they are. */
  adopt(weights: NamedTensors): void;
  /** A copy of everything: parameters, moments, step count. */
  snapshot(): Record<string, Float32Array>;
  restore(snapshot: Snapshot): void;
  dispose(): Promise<void>;
}

/** Optimizer state and a value head at zero around what training moves of a decoder. */
export function freshPolicyState(config: LlamaConfig, weights: NamedTensors): Record<string, Float32Array> {
  const state: Record<string, Float32Array> = {
    t: new Float32Array(1),
    [`p:${VALUE_WEIGHT}`]: new Float32Array(config.hiddenSize),
    [`p:${VALUE_BIAS}`]: new Float32Array(1),
  };
  for (const [name, { values }] of Object.entries(weights)) state[`p:${name}`] = values.slice();
  return state;
}

/**
 * Compiles what reads and moves a policy under PPO, for the lengths of `shape` on first use. The caller disposes of it.
 * @param initial parameters under `p:NAME`, the value head's included, and the optimizer's state where there is one: `freshPolicyState`, or a
 * snapshot
 * @param trainable what training moves of the decoder, and the weights that stay frozen; the whole decoder if it isn't given
 */
export function openPolicy(
  engine: Engine,
  config: LlamaConfig,
  initial: Snapshot,
  shape: SequenceShape,
  { clip, optimizer }: { readonly clip: PpoClip; readonly optimizer: AdamW },
  trainable: Trainable = wholeModel(config),
): Policy {
  const { rows } = shape;
  const { frozen, shapes: trained, hold, trunk } = trainable;
  const threads = hold.threads ?? 1;
  const shapes = policyShapes(config, trained);
  const parameterSpecs: Specs = mapValues(shapes, (dims) => ({ shape: dims }));
  const frozenSpecs: Specs = mapValues(frozen, (weight) => ({ shape: weight.shape }));
  const frozenValues = mapValues(frozen, (weight) => weight.values);
  const scores = lengthBuckets<Compiled>(shape, (bucket) =>
    engine.compile(
      scoreGraph(config, bucket.promptWindow),
      { ...batchSpecs(rows, bucket, trunk), ...parameterSpecs, ...frozenSpecs },
      { name: `score ${bucket.promptWindow}+${bucket.window}`, threads },
    ),
  );
  const steps = openGradientSteps(
    engine,
    initial,
    shape,
    {
      name: "ppo",
      inputs: (_, { window }) => {
        const perToken = { shape: [rows, window] };
        return { oldLogProbs: perToken, oldValues: perToken, advantages: perToken, returns: perToken };
      },
      of: (weights, promptWindow, inputs) => ppoGraphLoss(weights, config, promptWindow, clip, inputs),
    },
    optimizer,
    { ...trainable, shapes },
  );

  /** Runs the score graph in groups of one length and hands each sequence its part of one output. */
  async function score<T>(
    sequences: readonly Sequence[],
    pick: (outputs: Record<string, Float32Array>, from: number, to: number) => T,
  ): Promise<T[]> {
    const picked: T[] = new Array(sequences.length);
    for (const group of byLength(sequences, rows)) {
      const chosen = group.map((index) => sequences[index]!);
      await scores.with(chosen, async (graph, bucket) => {
        const laid = await batchFeeds(chosen, shape, bucket, trunk);
        const outputs = await graph.run({ ...laid, ...steps.parameters(), ...frozenValues });
        for (const [row, index] of group.entries()) {
          const first = row * bucket.window;
          picked[index] = pick(outputs as Record<string, Float32Array>, first, first + chosen[row]!.response.length);
        }
      });
    }
    return picked;
  }

  return {
    read: (sequences) =>
      score(sequences, ({ logProbs, values }, from, to) => ({
        logProbs: logProbs!.slice(from, to),
        values: values!.slice(from, to),
      })),
    values(states) {
      const current = steps.parameters();
      const weight = current[VALUE_WEIGHT]!;
      const bias = current[VALUE_BIAS]![0]!;
      return Float32Array.from({ length: states.length / weight.length }, (_, token) => {
        let value = bias;
        for (const [i, w] of weight.entries()) value += w * states[token * weight.length + i]!;
        return value;
      });
    },
    states: (sequences) =>
      score(sequences, ({ states }, from, to) => states!.slice(from * config.hiddenSize, to * config.hiddenSize)),
    async prepare(minibatch) {
      await scores.with(minibatch, () => {});
      await steps.prepare(minibatch);
    },
    step(minibatch, learningRate) {
      const columns = (window: number, pick: (one: Experience) => Float32Array) => {
        const values = new Float32Array(rows * window);
        for (const [row, one] of minibatch.entries()) values.set(pick(one), row * window);
        return values;
      };
      return steps.step(
        minibatch.map((one) => one.sequence),
        ({ window }) => ({
          oldLogProbs: columns(window, (one) => one.logProbs),
          oldValues: columns(window, (one) => one.values),
          advantages: columns(window, (one) => one.advantages),
          returns: columns(window, (one) => one.returns),
        }),
        learningRate,
      );
    },
    isHeadless: () => steps.parameters()[VALUE_WEIGHT]!.every((weight) => weight === 0),
    width: config.hiddenSize,
    weights: () => weightsOf(steps.parameters(), trained),
    adopt: steps.adopt,
    snapshot: steps.snapshot,
    restore: steps.restore,
    async dispose() {
      await scores.dispose();
      await steps.dispose();
    },
  };
}
