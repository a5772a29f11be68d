import type { PpoClip } from "../../ml/objectives/ppo-loss.ts";
import { ADOPTED_BATCH, ON_POLICY, type OnPolicySettings } from "../on-policy.ts";

/** Every knob of PPO on language models. */
export interface PpoSettings extends OnPolicySettings {
  /** Answers of an update; divides `batch`. */
  readonly minibatch: number;
  /** Passes over an iteration's answers. */
  readonly epochs: number;
  /** Of later rewards, per token; 1: a response's end counts at its beginning as much. */
  readonly gamma: number;
  /** Of GAE. Below 1 the words at the beginning hear of the score mainly through the value head, which foretells it poorly (docs/log). */
  readonly lambda: number;
  /** Of probability ratios and values, and what the value loss counts. */
  readonly clip: PpoClip;
  /** An iteration's epochs end when the k3 KL to the rollout policy passes this many nats a token. */
  readonly stopKl: number;
}

export const PPO: PpoSettings = {
  ...ON_POLICY,
  minibatch: 32,
  epochs: 1,
  learningRate: 1.5e-4,
  gamma: 1,
  lambda: 1,
  clip: { ratio: 0.2, value: 0.2, valueCoefficient: 0.1 },
  stopKl: 0.03,
};

/** On an adapter, which learns best at about ten times the rate of whole matrices (Schulman et al. 2025, "LoRA Without Regret"). */
export const ADAPTER_PPO: PpoSettings = { ...PPO, learningRate: 10 * PPO.learningRate };

/** On an adapter to a bigger model. Each update reads only as many rows as memory has room for beside the model, of logits above all. */
export const ADOPTED_PPO: PpoSettings = { ...ADAPTER_PPO, batch: ADOPTED_BATCH, minibatch: 8 };
