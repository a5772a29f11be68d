import { METHOD_NAMES, type MethodName } from "../../../shared/protocol/training-methods.ts";
import type { Method } from "../../methods/method.ts";
import { ADAPTER_PPO, PPO, ppo, unregularised } from "../../methods/ppo/ppo.ts";
import { METHODS } from "../../methods/registry.ts";
import { ENSEMBLE } from "../../reward/reward-ensemble.ts";
import type { LearnerOptions } from "../../trainer/learner-contract.ts";
import { LOW_RANK } from "../../trainer/start/open-adopted-model.ts";
import type { OpenedArena } from "./simulated-arena.ts";

/** A method with the settings under which it is tried. */
export interface Variant {
  readonly method: Method;
  /** What its learner has in the place of the shipped settings. */
  readonly learner: Pick<LearnerOptions, "adapter" | "ensemble">;
  /** Whether a candidate has to pass the gate before it answers anybody. */
  readonly gated: boolean;
}

const shipped = Object.fromEntries(
  METHOD_NAMES.map((name) => [name, { method: METHODS[name], learner: {}, gated: true }]),
) as Record<MethodName, Variant>;

export const VARIANTS = {
  ...shipped,
  /** PPO without imitation of the best of a prompt's answers. */
  unimitated: { method: ppo({ ...PPO, imitation: 0 }), learner: {}, gated: true },
  /** PPO on an adapter, as the arena of an adopted model has it; the model itself is frozen. */
  lora: { method: ppo(ADAPTER_PPO), learner: { adapter: LOW_RANK }, gated: true },
  /** PPO on one head's reward, without KL penalty, repetition penalty, variety reward and gate: what over-optimisation looks like. */
  unregularised: {
    method: ppo(unregularised(PPO)),
    learner: { ensemble: { ...ENSEMBLE, conservatism: 0 } },
    gated: false,
  },
} as const satisfies Readonly<Record<string, Variant>>;

export type VariantName = keyof typeof VARIANTS;
export const VARIANT_NAMES = Object.keys(VARIANTS) as VariantName[];

/**
 * A variant in an arena: the shipped methods have the settings for its model there.
 * @throws Error where a variant is for the pocket model alone
 */
export function variantIn({ learner, methods }: OpenedArena, name: VariantName): Variant {
  if (learner.adapter === undefined) return VARIANTS[name];
  const shipped = METHOD_NAMES.find((one) => one === name);
  if (shipped === undefined)
    throw new Error(`--method: ${name} is for the pocket model; take ${METHOD_NAMES.join(", ")}`);
  return { method: methods[shipped], learner: {}, gated: true };
}
