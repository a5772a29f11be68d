import { referenceGraph, rewardFeatureCount } from "../../reward/reward-features.ts";
import type { Compiled, Constants, Engine } from "../engine/engine.ts";
import { layBatch, type Sequence } from "../model/batch-layout.ts";
import type { HoldWeights } from "../model/generator.ts";
import type { LlamaConfig } from "../model/llama-config.ts";
import { type LengthBuckets, lengthBuckets, type SequenceShape } from "./length-buckets.ts";

export type { SequenceShape } from "./length-buckets.ts";

/** What the frozen starting model says of a response. */
export interface Reading {
  /** Log-probability of each response token, in nats. */
  readonly refLogProbs: Float32Array;
  /** Input of the reward heads, unscaled, `[rewardFeatureCount]`. */
  readonly features: Float32Array;
}

/** The frozen SFT model: reference of the KL penalty and trunk of the reward model in one pass. */
export interface ReferenceModel {
  read(sequences: readonly Sequence[]): Promise<Reading[]>;
  dispose(): Promise<void>;
}

/**
 * Opens the reference model. Graphs are compiled on first use, one for each bucket of lengths.
 * @param weights of the starting model, by the names of `weightShapes`
 */
export function openReferenceModel(
  engine: Engine,
  config: LlamaConfig,
  weights: Constants,
  shape: SequenceShape,
  hold: HoldWeights = {},
): ReferenceModel {
  const { rows, padId } = shape;
  const width = rewardFeatureCount(config);
  const graphs: LengthBuckets<Compiled> = lengthBuckets(shape, ({ promptWindow, window }) =>
    engine.compile(
      referenceGraph(config, promptWindow),
      {
        ids: { shape: [rows, promptWindow + window], dtype: "int32" },
        start: { shape: [rows], dtype: "int32" },
        mask: { shape: [rows, window] },
      },
      { name: `reference ${promptWindow}+${window}`, constants: weights, ...hold },
    ),
  );
  return {
    async read(sequences) {
      const readings: Reading[] = new Array(sequences.length);
      for (const group of byLength(sequences, rows)) {
        const chosen = group.map((index) => sequences[index]!);
        const { promptWindow, window, graph } = await graphs.get(chosen);
        const batch = layBatch(chosen, { rows, promptWindow, responseWindow: window, padId });
        const { logProbs, features } = await graph.run({ ids: batch.ids, start: batch.start, mask: batch.mask });
        for (const [row, index] of group.entries())
          readings[index] = {
            refLogProbs: (logProbs as Float32Array).slice(row * window, row * window + chosen[row]!.response.length),
            features: (features as Float32Array).slice(row * width, (row + 1) * width),
          };
      }
      return readings;
    },
    dispose: () => graphs.dispose(),
  };
}

/** Indices in groups of `rows`, sorted by response length so that short ones share a short bucket. */
export function byLength(sequences: readonly Sequence[], rows: number): number[][] {
  const order = sequences
    .map((_, i) => i)
    .sort((a, b) => sequences[a]!.response.length - sequences[b]!.response.length);
  return Array.from({ length: Math.ceil(order.length / rows) }, (_, i) => order.slice(i * rows, (i + 1) * rows));
}
