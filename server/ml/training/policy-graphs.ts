import type * as tf from "@tensorflow/tfjs";
import type { Tensors } from "../engine/engine.ts";
import { targetLogProbs } from "../engine/ops/target-log-probs.ts";
import { logitsOf, project } from "../model/llama.ts";
import type { LlamaConfig } from "../model/llama-config.ts";
import { predictingStates, responseTargets } from "../model/predicting-states.ts";
import { type AdamW, adamWUpdate, gradientsOf, parametersOf } from "../objectives/adamw.ts";
import { type PpoClip, ppoLoss } from "../objectives/ppo-loss.ts";

const VALUE_HEAD = "value_head";
export const VALUE_WEIGHT = `${VALUE_HEAD}.weight`;
export const VALUE_BIAS = `${VALUE_HEAD}.bias`;

/** What training moves of the decoder, and the value head, `[1, dim]` and `[1]`. */
export const policyShapes = (
  config: LlamaConfig,
  trained: Readonly<Record<string, readonly number[]>>,
): Record<string, readonly number[]> => ({
  ...trained,
  [VALUE_WEIGHT]: [1, config.hiddenSize],
  [VALUE_BIAS]: [1],
});

/** Log-probs and values `[batch, responseWindow]` and the states `[batch * responseWindow, dim]` that they come from. */
function evaluate(
  parameters: Tensors,
  config: LlamaConfig,
  promptWindow: number,
  ids: tf.Tensor2D,
  start: tf.Tensor1D,
) {
  const [batch, time] = ids.shape;
  const window = time - promptWindow;
  const states = predictingStates(parameters, config, promptWindow, ids, start);
  const logits = logitsOf(parameters, states);
  const logProbs = targetLogProbs(logits, responseTargets(ids, promptWindow)).reshape([batch, window]);
  const values = project(parameters, VALUE_HEAD, states).add(parameters[VALUE_BIAS]!).reshape([batch, window]);
  return { logProbs, values, states };
}

/** Inputs `ids`, `start` and every weight, frozen or not; gives `logProbs`, `values` `[batch, responseWindow]` and `states`. */
export function scoreGraph(config: LlamaConfig, promptWindow: number): (inputs: Tensors) => Tensors {
  return (inputs) => evaluate(inputs, config, promptWindow, inputs.ids as tf.Tensor2D, inputs.start as tf.Tensor1D);
}

/**
 * One PPO minibatch: loss, gradients, clipping and AdamW in one graph.
 * Inputs `ids`, `start`, `mask`, `oldLogProbs`, `oldValues`, `advantages`, `returns` `[batch, responseWindow]`, `learningRate`, and every
 * frozen weight, which gets no gradient;
 * outputs the statistics of `ppoLoss`, each scalar, and `gradNorm`.
 */
export function ppoStepGraph(config: LlamaConfig, promptWindow: number, clip: PpoClip, optimizer: AdamW) {
  return (state: Tensors, inputs: Tensors): { state: Tensors; outputs: Tensors } => {
    const input = (name: string) => inputs[name] as tf.Tensor;
    const { gradients, stats } = gradientsOf((parameters) => {
      const ids = input("ids") as tf.Tensor2D;
      const { logProbs, values } = evaluate(
        { ...inputs, ...parameters },
        config,
        promptWindow,
        ids,
        input("start") as tf.Tensor1D,
      );
      return ppoLoss(
        {
          logProbs,
          values,
          oldLogProbs: input("oldLogProbs"),
          oldValues: input("oldValues"),
          advantages: input("advantages"),
          returns: input("returns"),
          mask: input("mask"),
        },
        clip,
      );
    }, parametersOf(state));
    const update = adamWUpdate(state, gradients, input("learningRate"), optimizer);
    return { state: update.state, outputs: { ...stats, gradNorm: update.gradNorm } };
  };
}
