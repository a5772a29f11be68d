import type { Learner, LearnerOptions } from "../../../trainer/learner.ts";
import { openOnlineDpo } from "../../../trainer/online-dpo.ts";

/** How a policy is improved from its reward model: one iteration moves the learner's policy. */
export interface Method {
  iterate(): Promise<unknown>;
  dispose(): Promise<void>;
}

export const METHODS = {
  ppo: (learner: Learner): Method => ({ iterate: learner.iterate, dispose: async () => {} }),
  dpo: (learner: Learner, options: LearnerOptions): Method => openOnlineDpo(learner, options),
};

export type MethodName = keyof typeof METHODS;
