import type { DpoObjective } from "../../ml/objectives/dpo-loss.ts";
import { ADOPTED_BATCH, ON_POLICY, type OnPolicySettings } from "../on-policy.ts";

/**
 * Every knob of online DPO. With labels sigmoid(r(a) - r(b)) its beta is what the KL coefficient is to PPO, and follows the KL as that does:
 * both have the optimum reference * exp(r / beta). `perPrompt` is even: the best answer is paired with the worst, the second best with the
 * second worst, and so on.
 */
export interface OnlineDpoSettings extends OnPolicySettings {
  /** How pairs become a loss. */
  readonly objective: DpoObjective;
  /** Passes over an iteration's pairs. */
  readonly epochs: number;
}

export const ONLINE_DPO: OnlineDpoSettings = {
  ...ON_POLICY,
  objective: { loss: "sigmoid", labelNoise: 0 },
  learningRate: 1.5e-4,
  epochs: 1,
};

/** On an adapter to a bigger model, at PPO's price: as many answers an iteration. */
export const ADOPTED_DPO: OnlineDpoSettings = { ...ONLINE_DPO, batch: ADOPTED_BATCH, learningRate: 3e-4 };
