import type * as tf from "@tensorflow/tfjs";
import type { Compiled, Engine, Specs } from "../engine/engine.ts";
import { type Batch, layBatch, type Sequence } from "../model/batch-layout.ts";
import { forward } from "../model/llama.ts";
import type { LlamaConfig } from "../model/llama-config.ts";
import { layerOf } from "../model/low-rank-adapter.ts";
import type { NamedTensors } from "../model/safetensors.ts";
import { type Bucket, byLength, type LengthBuckets, lengthBuckets, type SequenceShape } from "./length-buckets.ts";
import type { Trainable } from "./trainable.ts";

/**
 * The lower blocks of a decoder, which no training moves: what they give for a sequence is computed once, and policy, reference and reward model
 * all begin there.
 */
export interface FrozenTrunk {
  /** How many blocks it has. */
  readonly layers: number;
  /** The states after its last block, `[prompt + response tokens, dim]` of each sequence: the sequence's own where it brings them. */
  of(sequences: readonly Sequence[]): Promise<Float32Array[]>;
  /** What graphs above it read besides a laid-out batch. */
  specs(rows: number, bucket: Bucket): Specs;
  /** The same of sequences that are laid out in a batch. */
  feeds(sequences: readonly Sequence[], batch: Batch): Promise<{ trunk: Float32Array }>;
  dispose(): Promise<void>;
}

/**
 * Graphs are compiled on first use, one for each bucket of lengths. The caller disposes of it.
 * @param trainable whose frozen weights hold all blocks
 * @param layers at least 1, and less than the decoder has
 */
export function openFrozenTrunk(
  engine: Engine,
  config: LlamaConfig,
  { frozen, hold }: Trainable,
  layers: number,
  shape: SequenceShape,
): FrozenTrunk {
  if (!(layers >= 1 && layers < config.layers))
    throw new Error(
      `openFrozenTrunk: ${layers} of ${config.layers} blocks are frozen; at least one must be, and one not`,
    );
  const { rows, padId } = shape;
  const width = config.hiddenSize;
  const lower = { ...config, layers };
  const graphs: LengthBuckets<Compiled> = lengthBuckets(shape, ({ promptWindow, window }) =>
    engine.compile(
      (inputs, weights) => ({
        states: forward(weights, lower, inputs.ids as tf.Tensor2D, inputs.start as tf.Tensor1D).stream[layers]!,
      }),
      {
        ids: { shape: [rows, promptWindow + window], dtype: "int32" },
        start: { shape: [rows], dtype: "int32" },
      },
      { name: `trunk ${promptWindow}+${window}`, constants: frozen, ...hold },
    ),
  );
  /** Of sequences that are read again and again, as demonstrations are, by the objects that hold them. */
  const known = new WeakMap<Sequence, Float32Array>();
  const knownOf = (sequence: Sequence) => sequence.trunk ?? known.get(sequence);

  async function of(sequences: readonly Sequence[]): Promise<Float32Array[]> {
    const unknown = sequences.filter((one) => knownOf(one) === undefined);
    for (const group of byLength(unknown, rows)) {
      const chosen = group.map((index) => unknown[index]!);
      await graphs.with(chosen, async (graph, { promptWindow, window }) => {
        const { ids, start } = layBatch(chosen, { rows, promptWindow, responseWindow: window, padId });
        const states = (await graph.run({ ids, start })).states as Float32Array;
        for (const [row, one] of chosen.entries()) {
          const first = row * (promptWindow + window) + start[row]!;
          const tokens = one.prompt.length + one.response.length;
          known.set(one, states.slice(first * width, (first + tokens) * width));
        }
      });
    }
    return sequences.map((one) => knownOf(one)!);
  }

  return {
    layers,
    of,
    specs: (rows, { promptWindow, window }) => ({ trunk: { shape: [rows, promptWindow + window, width] } }),
    async feeds(sequences, { rows, promptWindow, responseWindow, start }) {
      const columns = promptWindow + responseWindow;
      const trunk = new Float32Array(rows * columns * width);
      for (const [row, states] of (await of(sequences)).entries())
        trunk.set(states, (row * columns + start[row]!) * width);
      return { trunk };
    },
    dispose: () => graphs.dispose(),
  };
}

/** Training above a trunk: its graphs begin at the trunk's states, and read no weights of the blocks below. */
export function aboveTrunk(trainable: Trainable, trunk: FrozenTrunk): Trainable {
  const isRead = (name: string) => (layerOf(name) ?? trunk.layers) >= trunk.layers;
  const frozen: NamedTensors = Object.fromEntries(Object.entries(trainable.frozen).filter(([name]) => isRead(name)));
  return { ...trainable, frozen, trunk };
}
