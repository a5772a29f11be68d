import type { Compiled, CompiledStep, Engine, Specs, StepState } from "../engine/engine.ts";
import { mapValues } from "../engine/map-values.ts";
import { layBatch, type Sequence } from "../model/batch-layout.ts";
import type { LlamaConfig } from "../model/llama-config.ts";
import type { NamedTensors } from "../model/safetensors.ts";
import { adamWSpecs, parametersOf } from "../objectives/adamw.ts";
import { type Bucket, lengthBuckets, type SequenceShape } from "./length-buckets.ts";
import { policyShapes, ppoStepGraph, scoreGraph, VALUE_BIAS, VALUE_WEIGHT } from "./policy-graphs.ts";
import type { PpoSettings } from "./ppo-settings.ts";
import { byLength } from "./reference-model.ts";
import { restoreState, snapshotOf, weightsOf } from "./step-state.ts";
import { type Trainable, wholeModel } from "./trainable.ts";

/** What the policy in training says of its own response; each array has one entry a response token. */
export interface PolicyReading {
  readonly logProbs: Float32Array;
  readonly values: Float32Array;
}

/** A sequence with what PPO needs of it; each array has one entry a response token. */
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
  /** A copy of what training moves of the decoder, without the value head. */
  weights(): NamedTensors;
  /** A copy of everything: parameters, moments, step count. */
  snapshot(): Record<string, Float32Array>;
  restore(snapshot: Readonly<Record<string, Float32Array>>): void;
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

export function openPolicy(
  engine: Engine,
  config: LlamaConfig,
  initial: Readonly<Record<string, Float32Array>>,
  shape: SequenceShape,
  settings: PpoSettings,
  { frozen, shapes: trained, hold }: Trainable = wholeModel(config),
): Policy {
  const { rows, padId } = shape;
  const threads = hold.threads === undefined ? {} : { threads: hold.threads };
  const shapes = policyShapes(config, trained);
  const stateSpecs = adamWSpecs(shapes);
  const state: StepState = engine.createState(stateSpecs, initial);
  const sequenceSpecs = ({ promptWindow, window }: Bucket): Specs => ({
    ids: { shape: [rows, promptWindow + window], dtype: "int32" },
    start: { shape: [rows], dtype: "int32" },
  });
  const parameterSpecs: Specs = mapValues(shapes, (dims) => ({ shape: dims }));
  const frozenSpecs: Specs = mapValues(frozen, (weight) => ({ shape: weight.shape }));
  const frozenValues = mapValues(frozen, (weight) => weight.values);
  const scores = lengthBuckets<Compiled>(shape, (bucket) =>
    engine.compile(
      scoreGraph(config, bucket.promptWindow),
      { ...sequenceSpecs(bucket), ...parameterSpecs, ...frozenSpecs },
      { name: `score ${bucket.promptWindow}+${bucket.window}`, ...threads },
    ),
  );
  const steps = lengthBuckets<CompiledStep>(shape, (bucket) => {
    const { promptWindow, window } = bucket;
    const perToken = { shape: [rows, window] };
    return engine.compileStep(
      ppoStepGraph(config, promptWindow, settings.clip, settings.optimizer),
      stateSpecs,
      {
        ...sequenceSpecs(bucket),
        mask: perToken,
        oldLogProbs: perToken,
        oldValues: perToken,
        advantages: perToken,
        returns: perToken,
        learningRate: { shape: [] },
        ...frozenSpecs,
      },
      { name: `ppo step ${promptWindow}+${window}`, ...threads },
    );
  });

  /** Runs the score graph in groups of one length and hands each sequence its part of one output. */
  async function score<T>(
    sequences: readonly Sequence[],
    pick: (outputs: Record<string, Float32Array>, from: number, to: number) => T,
  ): Promise<T[]> {
    const picked: T[] = new Array(sequences.length);
    for (const group of byLength(sequences, rows)) {
      const chosen = group.map((index) => sequences[index]!);
      const { promptWindow, window, graph } = await scores.get(chosen);
      const { ids, start } = layBatch(chosen, { rows, promptWindow, responseWindow: window, padId });
      const outputs = await graph.run({ ids, start, ...parametersOf(state.values), ...frozenValues });
      for (const [row, index] of group.entries())
        picked[index] = pick(
          outputs as Record<string, Float32Array>,
          row * window,
          row * window + chosen[row]!.response.length,
        );
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
      const current = parametersOf(state.values);
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
      await scores.get(minibatch);
      await steps.get(minibatch);
    },
    async step(minibatch, learningRate) {
      const sequences = minibatch.map((one) => one.sequence);
      const { promptWindow, window, graph } = await steps.get(sequences);
      const { ids, start, mask } = layBatch(sequences, { rows, promptWindow, responseWindow: window, padId });
      const column = (pick: (one: Experience) => Float32Array) => {
        const values = new Float32Array(rows * window);
        for (const [row, one] of minibatch.entries()) values.set(pick(one), row * window);
        return values;
      };
      const outputs = await graph.run(state, {
        ids,
        start,
        mask,
        oldLogProbs: column((one) => one.logProbs),
        oldValues: column((one) => one.values),
        advantages: column((one) => one.advantages),
        returns: column((one) => one.returns),
        learningRate: Float32Array.of(learningRate),
        ...frozenValues,
      });
      return Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, values[0]!]));
    },
    weights: () => weightsOf(state, trained),
    snapshot: () => snapshotOf(state),
    restore: (snapshot) => restoreState(state, snapshot),
    async dispose() {
      await scores.dispose();
      await steps.dispose();
    },
  };
}
