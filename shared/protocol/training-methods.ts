// Apart from the settings' schema, so that zod stays out of the browser.

/** What the lab may draw of an iteration. */
export const FIGURES = ["reward", "kl", "entropy", "clip"] as const;
export type Figure = (typeof FIGURES)[number];

/** What can improve an arena's policy from its reward, with the figures that each one's iterations leave. */
export const METHOD_TABLE = {
  /** PPO on the reward. */
  ppo: { figures: FIGURES },
  /** Online DPO on pairs of fresh answers that the reward labels. */
  dpo: { figures: ["reward", "kl", "entropy"] },
  /** REINFORCE leave-one-out on the reward. */
  rloo: { figures: ["reward", "kl", "entropy"] },
} as const satisfies Readonly<Record<string, { readonly figures: readonly Figure[] }>>;

export type MethodName = keyof typeof METHOD_TABLE;
export const METHOD_NAMES = Object.keys(METHOD_TABLE) as [MethodName, ...MethodName[]];

export const isMethod = (name: string): name is MethodName => Object.hasOwn(METHOD_TABLE, name);

/** What a step of training is: a fit of the reward model, an iteration of a method, fine-tuning on demonstrations, or the gate. */
export type StepKind = "reward" | MethodName | "sft" | "gate";
export const STEP_KINDS = ["reward", ...METHOD_NAMES, "sft", "gate"] as const satisfies readonly StepKind[];
