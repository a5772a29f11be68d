import type * as tf from "@tensorflow/tfjs";
import type { Tensors } from "../../ml/engine/engine.ts";
import { targetLogProbs } from "../../ml/engine/ops.ts";
import { logitsOf, project } from "../../ml/model/llama.ts";
import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import { predictingStates, responseTargets } from "../../ml/model/response-log-probs.ts";
import type { Loss } from "../../ml/objectives/adamw.ts";
import { type PpoClip, ppoLoss } from "../../ml/objectives/ppo-loss.ts";

/** Names of the value head's tensors: `[1, dim]` and `[1]`. */
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
function evaluate(parameters: Tensors, config: LlamaConfig, promptWindow: number, inputs: Tensors) {
  const ids = inputs.ids as tf.Tensor2D;
  const [batch, time] = ids.shape;
  const window = time - promptWindow;
  const states = predictingStates(parameters, config, promptWindow, inputs);
  const logits = logitsOf(parameters, config, states);
  const logProbs = targetLogProbs(logits, responseTargets(ids, promptWindow)).reshape([batch, window]);
  const values = project(parameters, VALUE_HEAD, states).add(parameters[VALUE_BIAS]!).reshape([batch, window]);
  return { logProbs, values, states };
}

/** From inputs of `batchSpecs` and every weight, frozen or not, to `logProbs` and `values` `[batch, responseWindow]` and `states`. */
export function scoreGraph(config: LlamaConfig, promptWindow: number): (inputs: Tensors) => Tensors {
  return (inputs) => evaluate(inputs, config, promptWindow, inputs);
}

/** `ppoLoss` of a decoder and its value head; inputs of `batchSpecs`, and `oldLogProbs`, `oldValues`, `advantages`, `returns` `[batch, responseWindow]`. */
export function ppoGraphLoss(
  weights: Tensors,
  config: LlamaConfig,
  promptWindow: number,
  clip: PpoClip,
  inputs: Tensors,
): Loss {
  const { mask, oldLogProbs, oldValues, advantages, returns } = inputs as Record<string, tf.Tensor>;
  const { logProbs, values } = evaluate(weights, config, promptWindow, inputs);
  return ppoLoss(
    {
      ...{ logProbs, values, mask: mask! },
      ...{ oldLogProbs: oldLogProbs!, oldValues: oldValues!, advantages: advantages!, returns: returns! },
    },
    clip,
  );
}
