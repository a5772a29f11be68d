import type * as tf from "@tensorflow/tfjs";
import type { Compiled, Engine, Specs, Tensors, Values } from "../engine/engine.ts";
import { mapValues } from "../engine/map-values.ts";
import type { LlamaConfig } from "../model/llama-config.ts";
import { responseLogProbs } from "../model/response-log-probs.ts";
import type { NamedTensors } from "../model/safetensors.ts";
import type { AdamW, Loss } from "../objectives/adamw.ts";
import { type DpoObjective, dpoLoss } from "../objectives/dpo-loss.ts";
import { asParameters, batchFeeds, batchSpecs, openGradientSteps, type Snapshot, weightsOf } from "./gradient-steps.ts";
import { lengthBuckets, type SequenceShape } from "./length-buckets.ts";
import { type PreferencePair, pairColumns, type ReferredPair, sequencesOf } from "./preference-pair.ts";
import { type Trainable, wholeModel } from "./trainable.ts";

/** How pairs are learnt from. */
export interface DpoSettings {
  readonly objective: DpoObjective;
  readonly optimizer: AdamW;
}

/** Direct preference optimisation (Rafailov et al. 2023): weights and optimizer, and the graphs that move them. */
export interface DpoTrainer {
  /** Pairs of one update. */
  readonly pairs: number;
  /** One update on up to `pairs` pairs; the statistics of `dpoLoss` before it, and `gradNorm`. */
  step(pairs: readonly ReferredPair[], beta: number, learningRate: number): Promise<Record<string, number>>;
  /** The statistics of `dpoLoss` over any number of pairs. */
  evaluate(pairs: readonly ReferredPair[], beta: number): Promise<Record<string, number>>;
  /** Compiles what a step on these pairs needs, ahead of its time. */
  prepare(pairs: readonly PreferencePair[]): Promise<void>;
  weights(): NamedTensors;
  /** Goes on from other weights; moments stay as they are. */
  adopt(weights: NamedTensors): void;
  /** A copy of everything: parameters, moments, step count. */
  snapshot(): Record<string, Float32Array>;
  restore(snapshot: Snapshot): void;
  dispose(): Promise<void>;
}

/** What a batch of pairs has besides its sequences, whose rows are interleaved: chosen, rejected, chosen, ... */
export const pairSpecs = (rows: number): Specs => ({
  refLogps: { shape: [rows / 2, 2] },
  share: { shape: [rows / 2] },
  weight: { shape: [rows / 2] },
  beta: { shape: [] },
});

/** `dpoLoss` of a decoder's weights on inputs of `batchSpecs` and `pairSpecs`. */
function dpoGraphLoss(
  weights: Tensors,
  config: LlamaConfig,
  promptWindow: number,
  objective: DpoObjective,
  inputs: Tensors,
): Loss {
  const logProbs = responseLogProbs(weights, config, promptWindow, inputs);
  const inPairs = (perRow: tf.Tensor) => perRow.reshape([-1, 2]) as tf.Tensor2D;
  return dpoLoss(
    {
      logps: inPairs(logProbs.sum(-1)),
      refLogps: inputs.refLogps as tf.Tensor2D,
      lengths: inPairs(inputs.mask!.sum(-1)),
      share: inputs.share as tf.Tensor1D,
      weight: inputs.weight as tf.Tensor1D,
      beta: inputs.beta as tf.Scalar,
    },
    objective,
  );
}

/**
 * Opens training by DPO. Graphs are compiled on first use, one for each bucket of lengths.
 * @param weights what training moves
 * @param shape an even number of rows, two a pair; throws an Error otherwise
 * @param trainable what training moves and what it leaves alone; the whole model moves unless given
 */
export function openDpo(
  engine: Engine,
  config: LlamaConfig,
  weights: NamedTensors,
  shape: SequenceShape,
  { objective, optimizer }: DpoSettings,
  trainable: Trainable = wholeModel(config),
): DpoTrainer {
  const { frozen, shapes, hold, trunk } = trainable;
  const { rows } = shape;
  if (rows % 2 !== 0) throw new Error(`openDpo: ${rows} rows are no whole number of pairs`);
  const capacity = rows / 2;
  const parameterSpecs: Specs = mapValues(shapes, (dims) => ({ shape: dims }));
  const frozenSpecs: Specs = mapValues(frozen, (weight) => ({ shape: weight.shape }));
  const frozenValues = mapValues(frozen, (weight) => weight.values);
  const steps = openGradientSteps(
    engine,
    asParameters(weights),
    shape,
    {
      name: "dpo",
      inputs: pairSpecs,
      of: (all, promptWindow, inputs) => dpoGraphLoss(all, config, promptWindow, objective, inputs),
    },
    optimizer,
    trainable,
  );
  const losses = lengthBuckets<Compiled>(shape, (bucket) =>
    engine.compile(
      (inputs) => dpoGraphLoss(inputs, config, bucket.promptWindow, objective, inputs).stats,
      { ...batchSpecs(rows, bucket, trunk), ...pairSpecs(rows), ...parameterSpecs, ...frozenSpecs },
      { name: `dpo loss ${bucket.promptWindow}+${bucket.window}`, threads: hold.threads ?? 1 },
    ),
  );

  return {
    pairs: capacity,
    step: (pairs, beta, learningRate) =>
      steps.step(
        sequencesOf(pairs),
        () => ({ ...pairColumns(pairs, rows), beta: Float32Array.of(beta) }),
        learningRate,
      ),
    prepare: (pairs) => steps.prepare(sequencesOf(pairs)),
    async evaluate(pairs, beta) {
      const sums: Record<string, number> = {};
      const isDecided = (pair: ReferredPair) => pair.share > 0.5;
      const counted = (some: readonly ReferredPair[], name: string) =>
        name === "rewards/accuracies" ? some.filter(isDecided).length : some.length;
      for (let at = 0; at < pairs.length; at += capacity) {
        const some = pairs.slice(at, at + capacity);
        const sequences = sequencesOf(some);
        const outputs = await losses.with(sequences, async (graph, bucket) => {
          const laid = { ...(await batchFeeds(sequences, shape, bucket, trunk)), ...pairColumns(some, rows) };
          return graph.run({ ...laid, beta: Float32Array.of(beta), ...steps.parameters(), ...frozenValues });
        });
        for (const [name, value] of Object.entries(scalars(outputs)))
          sums[name] = (sums[name] ?? 0) + value * counted(some, name);
      }
      return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / counted(pairs, name)]));
    },
    weights: () => weightsOf(steps.parameters(), shapes),
    adopt: steps.adopt,
    snapshot: steps.snapshot,
    restore: steps.restore,
    async dispose() {
      await steps.dispose();
      await losses.dispose();
    },
  };
}

const scalars = (outputs: Readonly<Record<string, Values>>): Record<string, number> =>
  Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, values[0]!]));
