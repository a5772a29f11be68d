import type * as tf from "@tensorflow/tfjs";
import type { Tensors } from "../engine/engine.ts";
import { targetLogProbs } from "../engine/ops/target-log-probs.ts";
import { logitsOf, project } from "../model/llama.ts";
import { type LlamaConfig, weightShapes } from "../model/llama-config.ts";
import { predictingStates, responseTargets } from "../model/predicting-states.ts";
import { type AdamW, adamWUpdate, gradientsOf, parametersOf } from "../objectives/adamw.ts";
import { type PpoClip, ppoLoss } from "../objectives/ppo-loss.ts";

export const VALUE_WEIGHT = "value_head.weight";
export const VALUE_BIAS = "value_head.bias";

/** The policy's weights and its value head, `[1, dim]` and `[1]`. */
export const policyShapes = (config: LlamaConfig): Record<string, readonly number[]> => ({
  ...weightShapes(config),
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
  const values = project(states, parameters[VALUE_WEIGHT]).add(parameters[VALUE_BIAS]!).reshape([batch, window]);
  return { logProbs, values, states };
}

/** Inputs `ids`, `start` and every parameter; gives `logProbs`, `values` `[batch, responseWindow]` and `states`. */
export function scoreGraph(config: LlamaConfig, promptWindow: number): (inputs: Tensors) => Tensors {
  return (inputs) => evaluate(inputs, config, promptWindow, inputs.ids as tf.Tensor2D, inputs.start as tf.Tensor1D);
}

/**
 * One PPO minibatch: loss, gradients, clipping and AdamW in one graph.
 * Inputs `ids`, `start`, `mask`, `oldLogProbs`, `oldValues`, `advantages`, `returns` `[batch, responseWindow]`, `learningRate`;
 * outputs the statistics of `ppoLoss`, each scalar, and `gradNorm`.
 */
export function ppoStepGraph(config: LlamaConfig, promptWindow: number, clip: PpoClip, optimizer: AdamW) {
  return (state: Tensors, inputs: Tensors): { state: Tensors; outputs: Tensors } => {
    const input = (name: string) => inputs[name] as tf.Tensor;
    const { gradients, stats } = gradientsOf((parameters) => {
      const ids = input("ids") as tf.Tensor2D;
      const { logProbs, values } = evaluate(parameters, config, promptWindow, ids, input("start") as tf.Tensor1D);
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
