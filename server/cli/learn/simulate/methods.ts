import { ENSEMBLE } from "../../../ml/judge/reward-ensemble.ts";
import { PPO } from "../../../ml/training/ppo-settings.ts";
import { ADAPTER_PPO, LOW_RANK } from "../../../trainer/adopted-shape.ts";
import type { Learner, LearnerOptions } from "../../../trainer/learner-contract.ts";
import { openOnlineDpo } from "../../../trainer/online-dpo.ts";

/** How a policy is improved from its reward model: one iteration moves the learner's policy. */
export interface RunningMethod {
  iterate(): Promise<unknown>;
  dispose(): Promise<void>;
}

interface Method {
  open(learner: Learner, options: LearnerOptions): RunningMethod;
  /** What its learner has in the place of the shipped settings. */
  readonly settings: Pick<LearnerOptions, "adapter" | "ppo" | "ensemble">;
  /** Whether a candidate has to pass the gate before it answers anybody. */
  readonly gated: boolean;
}

const ppo: Method = {
  open: (learner) => ({ iterate: learner.iterate, dispose: async () => {} }),
  settings: {},
  gated: true,
};

export const METHODS = {
  ppo,
  dpo: { open: openOnlineDpo, settings: {}, gated: true },
  /** PPO on an adapter, as the arena of an adopted model has it; the model itself is frozen. */
  lora: { open: ppo.open, settings: { adapter: LOW_RANK, ppo: ADAPTER_PPO }, gated: true },
  /** PPO on one head's reward without a hold on the start, a price on wording, or a gate: what over-optimisation looks like. */
  careless: {
    open: ppo.open,
    settings: {
      ppo: {
        ...PPO,
        klCoefficient: 0,
        kl: { ...PPO.kl, min: 0, max: 0 },
        phrase: { ...PPO.phrase, strength: 0, repeated: 0 },
        novelty: { ...PPO.novelty, max: 0 },
      },
      ensemble: { ...ENSEMBLE, conservatism: 0 },
    },
    gated: false,
  },
} as const satisfies Readonly<Record<string, Method>>;

export type MethodName = keyof typeof METHODS;
