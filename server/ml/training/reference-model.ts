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

/** Readings that are kept: of the answers that wait for their votes, the starting model's among them, and of what is drawn meanwhile. */
export const KEPT_READINGS = 3_072;

const keyOf = ({ prompt, response }: Sequence): string => `${prompt.join()}|${response.join()}`;

/**
 * A reference model that reads no sequence twice: answers are read when they are drawn, and again when their votes come. The ones that were wanted
 * longest ago are forgotten first.
 */
export function rememberReadings(reference: ReferenceModel): ReferenceModel {
  const known = new Map<string, Reading>();
  return {
    async read(sequences) {
      const keys = sequences.map(keyOf);
      const fresh = new Map<string, Sequence>();
      for (const [i, key] of keys.entries()) if (!known.has(key)) fresh.set(key, sequences[i]!);
      const readings = await reference.read([...fresh.values()]);
      const read = new Map([...fresh.keys()].map((key, i) => [key, readings[i]!]));
      const all = keys.map((key) => read.get(key) ?? known.get(key)!);
      for (const [i, key] of keys.entries()) {
        known.delete(key);
        known.set(key, all[i]!);
      }
      for (const key of known.keys()) {
        if (known.size <= KEPT_READINGS) break;
        known.delete(key);
      }
      return all;
    },
    dispose: () => reference.dispose(),
  };
}
