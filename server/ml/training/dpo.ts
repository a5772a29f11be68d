import type { Compiled, CompiledStep, Engine, Specs, StepState, Values } from "../engine/engine.ts";
import { mapValues } from "../engine/map-values.ts";
import type { LlamaConfig } from "../model/llama-config.ts";
import type { NamedTensors } from "../model/safetensors.ts";
import { type AdamW, adamWSpecs, parametersOf } from "../objectives/adamw.ts";
import type { DpoObjective } from "../objectives/dpo-loss.ts";
import { dpoGraphLoss, dpoStepGraph, pairSpecs } from "./dpo-graphs.ts";
import { lengthBuckets, type SequenceShape } from "./length-buckets.ts";
import { layPairs, type ReferredPair, sequencesOf } from "./preference-pair.ts";
import { restoreState, type Snapshot, snapshotOf, weightsOf } from "./step-state.ts";
import { type Trainable, wholeModel } from "./trainable.ts";

export interface DpoSettings {
  readonly objective: DpoObjective;
  readonly optimizer: AdamW;
  /** Threads inside one operator. */
  readonly threads: number;
}

/** Direct preference optimisation (Rafailov et al. 2023): weights and optimizer, and the graphs that move them. */
export interface DpoTrainer {
  /** Pairs of one update. */
  readonly pairs: number;
  /** One update on up to `pairs` pairs; the statistics of `dpoLoss` before it, and `gradNorm`. */
  step(pairs: readonly ReferredPair[], beta: number, learningRate: number): Promise<Record<string, number>>;
  /** The statistics of `dpoLoss` over any number of pairs. */
  evaluate(pairs: readonly ReferredPair[], beta: number): Promise<Record<string, number>>;
  weights(): NamedTensors;
  /** A copy of everything: parameters, moments, step count. */
  snapshot(): Record<string, Float32Array>;
  restore(snapshot: Snapshot): void;
  dispose(): Promise<void>;
}

/**
 * @param weights what training moves
 * @param shape an even number of rows, two a pair
 */
export function openDpo(
  engine: Engine,
  config: LlamaConfig,
  weights: NamedTensors,
  shape: SequenceShape,
  { objective, optimizer, threads }: DpoSettings,
  { frozen, shapes }: Trainable = wholeModel(config),
): DpoTrainer {
  const { rows } = shape;
  if (rows % 2 !== 0) throw new Error(`openDpo: ${rows} rows are no whole number of pairs`);
  const capacity = rows / 2;
  const state: StepState = engine.createState(
    adamWSpecs(shapes),
    Object.fromEntries(Object.entries(weights).map(([name, { values }]) => [`p:${name}`, values])),
  );
  const parameterSpecs: Specs = mapValues(shapes, (dims) => ({ shape: dims }));
  const frozenSpecs: Specs = mapValues(frozen, (weight) => ({ shape: weight.shape }));
  const frozenValues = mapValues(frozen, (weight) => weight.values);
  const steps = lengthBuckets<CompiledStep>(shape, (bucket) =>
    engine.compileStep(
      dpoStepGraph(config, bucket.promptWindow, objective, optimizer),
      adamWSpecs(shapes),
      { ...pairSpecs(rows, bucket), learningRate: { shape: [] }, ...frozenSpecs },
      { name: `dpo step ${bucket.promptWindow}+${bucket.window}`, threads },
    ),
  );
  const losses = lengthBuckets<Compiled>(shape, (bucket) =>
    engine.compile(
      (inputs) => dpoGraphLoss(inputs, config, bucket.promptWindow, objective, inputs).stats,
      { ...pairSpecs(rows, bucket), ...parameterSpecs, ...frozenSpecs },
      { name: `dpo loss ${bucket.promptWindow}+${bucket.window}`, threads },
    ),
  );

  return {
    pairs: capacity,
    async step(pairs, beta, learningRate) {
      const { graph, ...bucket } = await steps.get(sequencesOf(pairs));
      const feeds = { ...layPairs(pairs, shape, bucket), beta: Float32Array.of(beta) };
      return scalars(
        await graph.run(state, { ...feeds, learningRate: Float32Array.of(learningRate), ...frozenValues }),
      );
    },
    async evaluate(pairs, beta) {
      const sums: Record<string, number> = {};
      const isDecided = (pair: ReferredPair) => pair.share > 0.5;
      const counted = (some: readonly ReferredPair[], name: string) =>
        name === "rewards/accuracies" ? some.filter(isDecided).length : some.length;
      for (let at = 0; at < pairs.length; at += capacity) {
        const some = pairs.slice(at, at + capacity);
        const { graph, ...bucket } = await losses.get(sequencesOf(some));
        const feeds = { ...layPairs(some, shape, bucket), beta: Float32Array.of(beta) };
        for (const [name, value] of Object.entries(
          scalars(await graph.run({ ...feeds, ...parametersOf(state.values), ...frozenValues })),
        ))
          sums[name] = (sums[name] ?? 0) + value * counted(some, name);
      }
      return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / counted(pairs, name)]));
    },
    weights: () => weightsOf(state, shapes),
    snapshot: () => snapshotOf(state),
    restore: (snapshot) => restoreState(state, snapshot),
    async dispose() {
      await steps.dispose();
      await losses.dispose();
    },
  };
}

const scalars = (outputs: Readonly<Record<string, Values>>): Record<string, number> =>
  Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, values[0]!]));
