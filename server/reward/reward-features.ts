import * as tf from "@tensorflow/tfjs";
import type { RewardGroup } from "../../shared/protocol/training/reward-groups.ts";
import type { Tensors } from "../ml/engine/engine.ts";
import { targetLogProbs } from "../ml/engine/ops.ts";
import { embedded, forward, givenStates, logitsOf } from "../ml/model/llama.ts";
import type { LlamaConfig } from "../ml/model/llama-config.ts";
import { responseTargets } from "../ml/model/response-log-probs.ts";
import { type FeatureGroup, oneGroup, spreadOver, totalSize } from "./features/feature-group.ts";
import { TEXT_GROUPS } from "./features/text-features.ts";

/**
 * Vectors among the features of a response. Three let linear heads learn from a few hundred votes: the mean word, the mean state given the prompt and what
 * came before, and the state at the end, where fine-tuning made the trunk know what kind of answer it was. Further pooled
 * states (middle block, final norm, the beginning) made held-out votes harder to predict, not easier (docs/log).
 */
const VECTORS = 3;
const STATES = ["meaning", "states", "end"] as const satisfies readonly RewardGroup[];
/** Length, log-likelihood and two prompt-answer similarities. */
export const SCALAR_FEATURES = 4;

/** Numbers that the trunk gives of a response; those of its text follow them. */
export const rewardFeatureCount = (config: LlamaConfig): number => VECTORS * config.hiddenSize + SCALAR_FEATURES;

/** The state at the end of a response, after the final norm, among its unscaled features. */
export const lastStateOf = ({ hiddenSize }: LlamaConfig, features: Float32Array): Float32Array =>
  features.slice((VECTORS - 1) * hiddenSize, VECTORS * hiddenSize);

const meanOver = (states: tf.Tensor, weights: tf.Tensor): tf.Tensor =>
  tf
    .matMul(weights.expandDims(1), states as tf.Tensor3D)
    .squeeze([1])
    .div(weights.sum(-1, true).maximum(1));

const cosine = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
  a
    .mul(b)
    .sum(-1, true)
    .div(a.square().sum(-1, true).mul(b.square().sum(-1, true)).add(1e-9).sqrt());

/**
 * What the frozen starting model says of responses, in one pass: the reference's log-probabilities and the features of the reward. PPO needs both.
 * @returns a function of `ids` `[batch, T]`, `start` `[batch]`, `mask` `[batch, responseWindow]`, and the states of a trunk where there is one, that gives `logProbs`
 * `[batch, responseWindow]` in nats and `features` `[batch, rewardFeatureCount]`
 */
export function referenceGraph(
  config: LlamaConfig,
  promptWindow: number,
): (inputs: Tensors, weights: Tensors) => Tensors {
  return (inputs, weights) => {
    const ids = inputs.ids as tf.Tensor2D;
    const mask = inputs.mask!;
    const [batch, time] = ids.shape;
    const window = time - promptWindow;
    const given = givenStates(weights, inputs);
    const start = inputs.start as tf.Tensor1D;
    const { last, stream } = forward(weights, config, ids, start, undefined, promptWindow - 1, given);
    const predicting = last.slice([0, 0, 0], [batch, window, config.hiddenSize]);
    const logits = logitsOf(weights, config, predicting.reshape([batch * window, config.hiddenSize]));
    const logProbs = targetLogProbs(logits, responseTargets(ids, promptWindow)).reshape([batch, window]).mul(mask);

    const answer = (states: tf.Tensor3D) => states.slice([0, promptWindow, 0], [batch, window, config.hiddenSize]);
    const column = tf.range(0, promptWindow, 1, "int32").reshape([1, promptWindow]);
    const promptMask = column.greaterEqual(inputs.start!.reshape([batch, 1])).cast("float32");
    const question = (states: tf.Tensor3D) =>
      meanOver(states.slice([0, 0, 0], [batch, promptWindow, config.hiddenSize]), promptMask);
    const lastOfAnswer = last.slice([0, 1, 0], [batch, window, config.hiddenSize]);
    const words = embedded(weights, config, ids.flatten()).reshape([batch, time, config.hiddenSize]) as tf.Tensor3D;
    const middle = stream[Math.max(config.layers >> 1, given?.layers ?? 0)]!;
    const late = stream[config.layers - 1]!;
    const end = mask.sub(tf.concat([mask.slice([0, 1], [batch, window - 1]), tf.zeros([batch, 1])], 1));
    const meanWords = meanOver(answer(words), mask);
    const length = mask.sum(-1, true);
    const features = tf.concat(
      [
        meanWords,
        meanOver(answer(late), mask),
        meanOver(lastOfAnswer, end),
        length,
        logProbs.sum(-1, true).div(length.maximum(1)),
        cosine(meanWords, question(words)),
        cosine(meanOver(answer(middle), mask), question(middle)),
      ],
      1,
    );
    return { logProbs, features };
  };
}

/** A taste in what words mean is told by all of a group's states together, so that votes see it late; until they do it needs more room than a rule of shape (docs/log). */
const STATES_PRIOR = 4;

/** The groups of a response's features, in order: what the states of the trunk tell, and what its text tells. */
export const featureGroups = (hiddenSize: number): readonly FeatureGroup[] => [
  ...(hiddenSize === 0 ? [] : STATES.map((name) => ({ name, size: hiddenSize, prior: STATES_PRIOR }))),
  { name: "likelihood" satisfies RewardGroup, size: SCALAR_FEATURES, isListed: true },
  ...TEXT_GROUPS,
];

const TEXT_WIDTH = totalSize(TEXT_GROUPS);

/** Whether a scale belongs to features of this width. One that was fitted before texts were read belongs to the first of them. */
export const isScaleOf = ({ mean }: Pick<FeatureScale, "mean">, width: number): boolean =>
  mean.length === width || mean.length === width - TEXT_WIDTH;

/** What brings features to mean 0 and std 1 on reference samples, over the root of their group's size; `[width]` each. */
export interface FeatureScale {
  readonly mean: Float32Array;
  readonly scale: Float32Array;
  /** What a scaled feature is at most, either way. */
  readonly limit: Float32Array;
}

/** Standard deviations beyond which a feature tells no more: a rare mark would be worth more than everything else. */
const FURTHEST = 4;

/**
 * Every group has the same say before votes tell more of it, however many entries it has.
 * @param samples features `[width]` of reference answers, at least one
 */
export function fitFeatureScale(
  samples: readonly Float32Array[],
  groups: readonly FeatureGroup[] = oneGroup(samples[0]!.length),
): FeatureScale {
  const width = samples[0]!.length;
  const mean = new Float32Array(width);
  const scale = new Float32Array(width);
  const limit = new Float32Array(width);
  for (const [i, size] of spreadOver(groups, (group) => groups[group]!.size).entries()) {
    let sum = 0;
    for (const sample of samples) sum += sample[i]!;
    mean[i] = sum / samples.length;
    let squares = 0;
    for (const sample of samples) squares += (sample[i]! - mean[i]!) ** 2;
    const std = Math.sqrt(squares / samples.length) + 1e-4;
    scale[i] = 1 / (std * Math.sqrt(size));
    limit[i] = FURTHEST / Math.sqrt(size);
  }
  return { mean, scale, limit };
}

/** Scaled features, as heads read them. A scale of fewer features reads the first ones: what was fitted before there were more. */
export const applyFeatureScale = ({ mean, scale, limit }: FeatureScale, features: Float32Array): Float32Array =>
  mean.map((centre, i) => Math.max(-limit[i]!, Math.min(limit[i]!, (features[i]! - centre) * scale[i]!)));
