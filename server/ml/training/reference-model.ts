import { referenceGraph, rewardFeatureCount } from "../../reward/reward-features.ts";
import type { Compiled, Constants, Engine } from "../engine/engine.ts";
import type { Sequence } from "../model/batch-layout.ts";
import type { HoldWeights } from "../model/generator.ts";
import type { LlamaConfig } from "../model/llama-config.ts";
import type { FrozenTrunk } from "./frozen-trunk.ts";
import { batchFeeds, batchSpecs } from "./gradient-steps.ts";
import { byLength, type LengthBuckets, lengthBuckets, type SequenceShape } from "./length-buckets.ts";

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
 * @param weights of the starting model, by the names of `weightShapes`: those above `trunk`, where there is one
 */
export function openReferenceModel(
  engine: Engine,
  config: LlamaConfig,
  weights: Constants,
  shape: SequenceShape,
  hold: HoldWeights = {},
  trunk?: FrozenTrunk,
): ReferenceModel {
  const { rows } = shape;
  const width = rewardFeatureCount(config);
  const graphs: LengthBuckets<Compiled> = lengthBuckets(shape, (bucket) =>
    engine.compile(referenceGraph(config, bucket.promptWindow), batchSpecs(rows, bucket, trunk), {
      name: `reference ${bucket.promptWindow}+${bucket.window}`,
      constants: weights,
      ...hold,
    }),
  );
  return {
    async read(sequences) {
      const readings: Reading[] = new Array(sequences.length);
      for (const group of byLength(sequences, rows)) {
        const chosen = group.map((index) => sequences[index]!);
        await graphs.with(chosen, async (graph, bucket) => {
          const { logProbs, features } = await graph.run(await batchFeeds(chosen, shape, bucket, trunk));
          for (const [row, index] of group.entries()) {
            const first = row * bucket.window;
            readings[index] = {
              refLogProbs: (logProbs as Float32Array).slice(first, first + chosen[row]!.response.length),
              features: (features as Float32Array).slice(row * width, (row + 1) * width),
            };
          }
        });
      }
      return readings;
    },
    dispose: () => graphs.dispose(),
  };
}
