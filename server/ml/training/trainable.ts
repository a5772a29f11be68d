import type { Constants } from "../engine/engine.ts";
import type { Checkpoint } from "../model/checkpoint.ts";
import type { HoldWeights } from "../model/generator.ts";
import { type LlamaConfig, weightShapes } from "../model/llama-config.ts";
import { adapterShapes, frozenWeights, type LowRank, layerOf } from "../model/low-rank-adapter.ts";
import type { FrozenTrunk } from "./frozen-trunk.ts";

/** What training moves of a decoder, and what it leaves alone. */
export interface Trainable {
  /** Weights that are only read: handed to every run from where they lie. */
  readonly frozen: Constants;
  /** The others, by name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly hold: HoldWeights;
  /** What gives the states at which its graphs begin; they begin at the tokens without it. */
  readonly trunk?: FrozenTrunk;
}

/** Every weight moves: what suits a model that is small enough. */
export const wholeModel = (config: LlamaConfig, threads = 1): Trainable => ({
  frozen: {},
  shapes: weightShapes(config),
  hold: { threads },
});

/** An adapter moves; the model stays as it is, in memory once, whatever runs on it. */
export const adapterOn = ({ config, weights }: Checkpoint, lowRank: LowRank, threads: number): Trainable => ({
  frozen: frozenWeights(config, weights, lowRank),
  shapes: adapterShapes(config, lowRank),
  hold: { threads, shareConstants: true },
});

/** An adapter to a model whose weights are somewhere else: it can be held and answered with, but no graph of it can be computed. */
export const adapterElsewhere = (config: LlamaConfig, lowRank: LowRank): Trainable => ({
  frozen: {},
  shapes: adapterShapes(config, lowRank),
  hold: {},
});

/** Training above a trunk: its graphs begin at the trunk's states, and read no weights of the blocks below. */
export function aboveTrunk(trainable: Trainable, trunk: FrozenTrunk): Trainable {
  const isRead = (name: string) => (layerOf(name) ?? trunk.layers) >= trunk.layers;
  const frozen: Constants = Object.fromEntries(Object.entries(trainable.frozen).filter(([name]) => isRead(name)));
  return { ...trainable, frozen, trunk };
}
