import type { CompiledStep, Engine, Specs, StepState, Tensors, Values } from "../engine/engine.ts";
import { mapValues } from "../engine/map-values.ts";
import { layBatch, type Sequence } from "../model/batch-layout.ts";
import type { NamedTensor, NamedTensors } from "../model/safetensors.ts";
import { type AdamW, adamWSpecs, adamWUpdate, gradientsOf, type Loss, parametersOf } from "../objectives/adamw.ts";
import type { FrozenTrunk } from "./frozen-trunk.ts";
import { type Bucket, lengthBuckets, type SequenceShape } from "./length-buckets.ts";
import type { Trainable } from "./trainable.ts";

/** A loss of a decoder on a batch of sequences, and what it reads besides them. */
export interface SequenceLoss {
  /** Names the compiled graphs. */
  readonly name: string;
  /** Inputs besides `ids`, `start`, `mask` and the learning rate. */
  inputs(rows: number, bucket: Bucket): Specs;
  /**
   * @param weights every weight, trained or frozen
   * @param inputs `ids` `[rows, promptWindow + window]`, `start` `[rows]`, `mask` `[rows, window]`, and what `inputs` names
   */
  of(weights: Tensors, promptWindow: number, inputs: Tensors): Loss;
}

/** Parameters, moments and step count by the names of `adamWSpecs`. */
export type Snapshot = Readonly<Record<string, Float32Array>>;

/** Weights with their optimizer, and the graphs that move them down a loss: what every method of training has in common. */
export interface GradientSteps {
  /**
   * One AdamW update on up to `rows` sequences.
   * @param more the loss's inputs for the bucket that holds the sequences
   * @returns the loss's statistics before the update, and `gradNorm`
   */
  step(
    sequences: readonly Sequence[],
    more: (bucket: Bucket) => Readonly<Record<string, Values>>,
    learningRate: number,
  ): Promise<Record<string, number>>;
  /** Compiles what a step on these sequences needs, ahead of its time. */
  prepare(sequences: readonly Sequence[]): Promise<void>;
  /** The present values of what is trained, by name: not a copy. */
  parameters(): Readonly<Record<string, Float32Array>>;
  /** Goes on from other weights; moments stay as they are. */
  adopt(weights: NamedTensors): void;
  /** A copy of everything: parameters, moments, step count. */
  snapshot(): Record<string, Float32Array>;
  /** What a snapshot lacks begins at zero; what it has beyond is passed over. */
  restore(snapshot: Snapshot): void;
  dispose(): Promise<void>;
}

/** Weights under the names that the optimizer's state has for parameters. */
export const asParameters = (weights: NamedTensors): Record<string, Float32Array> =>
  Object.fromEntries(Object.entries(weights).map(([name, { values }]) => [`p:${name}`, values]));

/**
 * Opens training of a decoder on a loss. Graphs are compiled on first use, one for each bucket of lengths.
 * @param initial parameters, and moments where there are any, by the names of `adamWSpecs`
 * @param trained what is trained, beside the decoder's own weights too, and weights that are only read, handed to every step
 */
export function openGradientSteps(
  engine: Engine,
  initial: Snapshot,
  shape: SequenceShape,
  loss: SequenceLoss,
  optimizer: AdamW,
  { shapes, frozen, hold, trunk }: Trainable,
): GradientSteps {
  const { rows } = shape;
  const stateSpecs = adamWSpecs(shapes);
  const state: StepState = engine.createState(stateSpecs, initial);
  const frozenValues = mapValues(frozen, (weight) => weight.values);
  const graphs = lengthBuckets<CompiledStep>(shape, (bucket) =>
    engine.compileStep(
      (current, inputs) => {
        const { gradients, stats } = gradientsOf(
          (parameters) => loss.of({ ...inputs, ...parameters }, bucket.promptWindow, inputs),
          parametersOf(current),
        );
        const update = adamWUpdate(current, gradients, inputs.learningRate!, optimizer);
        return { state: update.state, outputs: { ...stats, gradNorm: update.gradNorm } };
      },
      stateSpecs,
      {
        ...batchSpecs(rows, bucket, trunk),
        ...loss.inputs(rows, bucket),
        learningRate: { shape: [] },
        ...mapValues(frozen, (weight) => ({ shape: weight.shape })),
      },
      { name: `${loss.name} step ${bucket.promptWindow}+${bucket.window}`, threads: hold.threads ?? 1 },
    ),
  );

  return {
    async step(sequences, more, learningRate) {
      const outputs = await graphs.with(sequences, async (graph, bucket) =>
        graph.run(state, {
          ...(await batchFeeds(sequences, shape, bucket, trunk)),
          ...more(bucket),
          learningRate: Float32Array.of(learningRate),
          ...frozenValues,
        }),
      );
      return Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, values[0]!]));
    },
    async prepare(sequences) {
      await graphs.with(sequences, () => {});
    },
    parameters: () => parametersOf(state.values),
    adopt(weights) {
      for (const [name, values] of Object.entries(asParameters(weights))) state.values[name]!.set(values);
    },
    snapshot: () => snapshotOf(state),
    restore: (snapshot) => restoreState(state, snapshot),
    dispose: () => graphs.dispose(),
  };
}

/** The laid-out batch, as every graph on sequences reads it, with the states of a trunk where it begins at these. */
export const batchSpecs = (rows: number, bucket: Bucket, trunk?: Pick<FrozenTrunk, "specs">): Specs => ({
  ids: { shape: [rows, bucket.promptWindow + bucket.window], dtype: "int32" },
  start: { shape: [rows], dtype: "int32" },
  mask: { shape: [rows, bucket.window] },
  ...trunk?.specs(rows, bucket),
});

/** What `batchSpecs` names, of up to `rows` sequences. */
export async function batchFeeds(
  sequences: readonly Sequence[],
  { rows, padId }: Pick<SequenceShape, "rows" | "padId">,
  { promptWindow, window }: Bucket,
  trunk?: Pick<FrozenTrunk, "feeds">,
): Promise<Record<string, Values>> {
  const batch = layBatch(sequences, { rows, promptWindow, responseWindow: window, padId });
  const { ids, start, mask } = batch;
  return { ids, start, mask, ...(await trunk?.feeds(sequences, batch)) };
}

/** A copy of the decoder's weights of these names and shapes, without whatever else is trained beside them. */
export function weightsOf(
  current: Readonly<Record<string, Float32Array>>,
  shapes: Readonly<Record<string, readonly number[]>>,
): NamedTensors {
  const weights: Record<string, NamedTensor> = {};
  for (const [name, shape] of Object.entries(shapes)) weights[name] = { shape, values: current[name]!.slice() };
  return weights;
}

const snapshotOf = (state: StepState): Record<string, Float32Array> =>
  Object.fromEntries(Object.entries(state.values).map(([name, values]) => [name, values.slice()]));

/** Copies a snapshot in; what it lacks begins at zero. */
function restoreState(state: StepState, snapshot: Snapshot): void {
  for (const [name, values] of Object.entries(state.values)) {
    const saved = snapshot[name];
    if (saved) values.set(saved);
    else values.fill(0);
  }
}
