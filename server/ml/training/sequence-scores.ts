import type { Compiled, Engine, Specs } from "../engine/engine.ts";
import { mapValues } from "../engine/map-values.ts";
import type { Sequence } from "../model/batch-layout.ts";
import { type LlamaConfig, weightShapes } from "../model/llama-config.ts";
import { responseLogProbs } from "../model/response-log-probs.ts";
import type { NamedTensors } from "../model/safetensors.ts";
import { batchFeeds, batchSpecs } from "./gradient-steps.ts";
import { type LengthBuckets, lengthBuckets, type SequenceShape } from "./length-buckets.ts";

/** How likely responses are under several models of one architecture: the graphs are compiled once, for all of them. */
export interface SequenceScores {
  /** The log-probability of each whole response, in nats. */
  of(weights: NamedTensors, sequences: readonly Sequence[]): Promise<number[]>;
  dispose(): Promise<void>;
}

/** Graphs are compiled on first use, one for each bucket of lengths. The caller disposes of it. */
export function openSequenceScores(engine: Engine, config: LlamaConfig, shape: SequenceShape): SequenceScores {
  const { rows } = shape;
  const parameterSpecs: Specs = mapValues(weightShapes(config), (dims) => ({ shape: dims }));
  const graphs: LengthBuckets<Compiled> = lengthBuckets(shape, (bucket) =>
    engine.compile(
      (inputs) => ({ scores: responseLogProbs(inputs, config, bucket.promptWindow, inputs).sum(-1) }),
      { ...batchSpecs(rows, bucket), ...parameterSpecs },
      { name: `scores ${bucket.promptWindow}+${bucket.window}` },
    ),
  );
  return {
    async of(weights, sequences) {
      const values = mapValues(weights, (weight) => weight.values);
      const scores: number[] = [];
      for (let at = 0; at < sequences.length; at += rows) {
        const some = sequences.slice(at, at + rows);
        const outputs = await graphs.with(some, async (graph, bucket) =>
          graph.run({ ...(await batchFeeds(some, shape, bucket)), ...values }),
        );
        scores.push(...(outputs.scores as Float32Array).slice(0, some.length));
      }
      return scores;
    },
    dispose: () => graphs.dispose(),
  };
}
