import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import type { SequenceShape } from "../../ml/training/reference-model.ts";

/** The pocket model: about a million parameters, small enough for three PPO iterations in an intermission. */
export const POCKET: LlamaConfig = {
  vocabSize: 2048,
  hiddenSize: 128,
  intermediateSize: 352,
  layers: 4,
  heads: 4,
  kvHeads: 2,
  headDim: 32,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  context: 128,
  tiedEmbeddings: true,
};

/** Prompts of the pocket world have at most 16 tokens, its answers at most 64. */
export const POCKET_SHAPE: SequenceShape = {
  rows: 32,
  promptWindow: 16,
  windows: [24, 32, 40, 48, 64],
  padId: 0,
  eosId: 3,
};

/**
 * The revision task (see world/revision.ts): the prompt holds question, draft and principle. Both windows together are the
 * model's context.
 */
export const REVISION_SHAPE: SequenceShape = {
  ...POCKET_SHAPE,
  promptWindow: 72,
  promptWindows: [48, 72],
  windows: [24, 40, 56],
};
