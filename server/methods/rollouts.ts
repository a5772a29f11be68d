import type { Generated } from "../ml/model/generator.ts";
import type { NamedTensors } from "../ml/model/safetensors.ts";
import type { Reading } from "../ml/training/reference-model.ts";
import type { MethodContext } from "./method.ts";
import { exactParts, type MethodProgress, type OnPolicySettings, repeated } from "./on-policy.ts";

/** What an iteration learns from, before it is scored: answers of the present policy, those to a prompt in a row. */
export interface Rollout {
  readonly prompts: readonly string[];
  readonly answers: readonly Generated[];
  /** What the reference read in them. */
  readonly readings: readonly Reading[];
  /** The iteration's source of random numbers, from where the answers left it. */
  readonly random: () => number;
}

/** Rolls out the policy for one iteration after the other. */
export interface Rollouts {
  /** Begins an iteration, with the answers that were drawn ahead for it where there are any. */
  next(): Promise<Rollout>;
  /**
   * Draws and reads the answers of the next iteration, once: they depend on the policy alone, and not on votes that are still to come. While a class
   * votes nobody waits for them. They are the same answers that the iteration would draw itself, unless other prompts are played by then.
   */
  ahead(): Promise<void>;
}

/** @param names begins the error of settings that don't fit each other */
export function openRollouts(
  context: MethodContext,
  progress: Pick<MethodProgress, "begin">,
  { batch, perPrompt }: Pick<OnPolicySettings, "batch" | "perPrompt">,
  names: string,
): Rollouts {
  const count = exactParts(batch, perPrompt, `${names}: batch and perPrompt`);
  let held: (Rollout & { readonly weights: NamedTensors }) | null = null;

  async function rollOut(): Promise<Rollout & { readonly weights: NamedTensors }> {
    const random = progress.begin();
    const weights = context.weights();
    const prompts = context.drawPrompts(count, random);
    const answers = await context.sample(repeated(prompts, perPrompt), random);
    return { weights, prompts, answers, readings: await context.reference.read(answers), random };
  }

  return {
    async next() {
      // Whatever moves the policy makes other weights of it, also where it is put back to what it was.
      const drawn = held?.weights === context.weights() ? held : null;
      held = null;
      if (drawn === null) return rollOut();
      progress.begin();
      return drawn;
    },
    async ahead() {
      if (held?.weights !== context.weights()) held = await rollOut();
    },
  };
}
