import { seeded } from "../../shared/random/seeded.ts";
import type { NamedTensors } from "../ml/model/safetensors.ts";
import { nextKlCoefficient } from "../ml/objectives/token-rewards.ts";
import type { Snapshot } from "../ml/training/gradient-steps.ts";
import { type MethodContext, type MethodState, type OpenMethod, sharedOf, weightsIn } from "./method.ts";
import type { OnPolicySettings } from "./on-policy.ts";

/** Weights with their optimizer, as far as a state is made of them. */
interface Kept {
  weights(): NamedTensors;
  adopt(weights: NamedTensors): void;
  snapshot(): Record<string, Float32Array>;
  restore(snapshot: Snapshot): void;
}

/** How far a method has come on a policy: its KL coefficient, its count of iterations, and the state that both are part of. */
export interface MethodProgress extends Pick<OpenMethod, "state" | "restore"> {
  readonly klCoefficient: number;
  /** Begins an iteration at the context's policy, whoever moved it there; returns the iteration's dice. */
  begin(): () => number;
  /** Ends an iteration: what it made of the policy is the context's from here on. @param kl nats a response, as sampled */
  end(kl: number): Promise<void>;
}

export function methodProgress(
  method: string,
  context: MethodContext,
  kept: Kept,
  { klCoefficient: first, kl: rule }: Pick<OnPolicySettings, "klCoefficient" | "kl">,
): MethodProgress {
  const { trainable } = context;
  let klCoefficient = first;
  let iteration = 0;
  return {
    get klCoefficient() {
      return klCoefficient;
    },
    begin() {
      kept.adopt(context.weights());
      return seeded(context.seed * 7_919 + iteration + 1);
    },
    async end(kl) {
      iteration++;
      klCoefficient = nextKlCoefficient(klCoefficient, kl, rule);
      await context.adopt(kept.weights());
    },
    state() {
      kept.adopt(context.weights());
      return { method, policy: kept.snapshot(), klCoefficient, iteration };
    },
    async restore(state: MethodState) {
      const own = sharedOf(state, method, trainable);
      kept.restore(own.policy);
      ({ klCoefficient, iteration } = own);
      await context.adopt(weightsIn(own, trainable));
    },
  };
}
