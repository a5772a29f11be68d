import { seeded } from "../../shared/random/seeded.ts";
import { type Ends, hasEnded, type Sequence } from "../ml/model/batch-layout.ts";
import type { NamedTensors } from "../ml/model/safetensors.ts";
import type { AdamW } from "../ml/objectives/adamw.ts";
import type { RepetitionSettings } from "../ml/objectives/repetition-penalty.ts";
import { type AdaptiveKl, nextKlCoefficient } from "../ml/objectives/token-rewards.ts";
import type { VarietySettings } from "../ml/objectives/variety-reward.ts";
import type { Snapshot } from "../ml/training/gradient-steps.ts";
import { mean } from "../stats/moments.ts";
import { type MethodContext, type MethodState, type OpenMethod, sharedOf, weightsIn } from "./method.ts";

/** Every knob that methods share which learn from the policy's own fresh answers. */
export interface OnPolicySettings {
  /** Answers sampled in an iteration; a multiple of `perPrompt`. */
  readonly batch: number;
  /** Answers to each prompt, compared with one another. */
  readonly perPrompt: number;
  /** Of every update, where the reward is trusted fully; less by as much as it isn't. */
  readonly learningRate: number;
  /** Adam's moments, and where gradients are clipped. */
  readonly optimizer: AdamW;
  /** KL coefficient of the first iteration. */
  readonly klCoefficient: number;
  /** How it follows the KL. */
  readonly kl: AdaptiveKl;
  /** Scores are clipped to +- this many reference standard deviations. */
  readonly scoreClip: number;
  /** Taken off the score of a response that never ended (TRL's `missing_eos_penalty`). */
  readonly missingEosPenalty: number;
  /** The repetition penalty, which keeps the policy from saying one thing to everybody. */
  readonly repetition: RepetitionSettings & {
    /** Responses, newest first, in which shares are counted. */
    readonly window: number;
  };
  /** The variety reward, for rare word pairs while answers vary too little. */
  readonly variety: VarietySettings;
  /** Taken off for each slip, at its token: a word that the starting model would hardly ever have written. */
  readonly slip: number;
}

/** As shipped, whatever the method. Sources: lm-human-preferences, TRL, and our own trials (docs/log). */
export const ON_POLICY = {
  batch: 256,
  perPrompt: 4,
  optimizer: { beta1: 0.9, beta2: 0.98, eps: 1e-5, weightDecay: 0, maxGradNorm: 1 },
  klCoefficient: 0.2,
  kl: { target: 5, rate: 0.15, min: 0.12, max: 0.5 },
  scoreClip: 4,
  missingEosPenalty: 1,
  repetition: { words: 4, window: 384, allowed: 0.015, strength: 10, repeated: 0.25 },
  variety: { target: 0.78, gain: 8, max: 0.6 },
  slip: 1,
} as const satisfies Omit<OnPolicySettings, "learningRate">;

/** Answers of an iteration on a model of the user's own, a hundred times the pocket model's size. */
export const ADOPTED_BATCH = 32;

/** What methods have in common on such a model. It seldom comes to an end within an answer's tokens, and a price for that would drown the taste (docs/log). */
export const ADOPTED_ON_POLICY = { batch: ADOPTED_BATCH, missingEosPenalty: 0, slip: 0 } as const;

/**
 * How often `part` goes into `whole`.
 * @throws Error that begins with `names` unless it does so exactly
 */
export function exactParts(whole: number, part: number, names: string): number {
  if (!(part > 0) || whole % part !== 0) throw new Error(`${names}: ${whole} is no multiple of ${part}`);
  return whole / part;
}

/** Each entry `count` times in a row. */
export const repeated = <T>(items: readonly T[], count: number): T[] =>
  items.flatMap((item) => Array.from({ length: count }, () => item));

/** Rewards as methods follow them: clipped, and less where a response never ended. */
export function finalScores(
  rewards: readonly number[],
  responses: readonly Sequence[],
  ends: Ends,
  { scoreClip, missingEosPenalty }: Pick<OnPolicySettings, "scoreClip" | "missingEosPenalty">,
): number[] {
  return rewards.map((reward, i) => {
    const clipped = Math.max(-scoreClip, Math.min(scoreClip, reward));
    return clipped - (hasEnded(responses[i]!, ends) ? 0 : missingEosPenalty);
  });
}

/** Adds the newest to a window of recent ones, in place, and drops the oldest. */
export function pushRecent<T>(recent: T[], newest: readonly T[], window: number): void {
  recent.push(...newest);
  recent.splice(0, recent.length - window);
}

/** Means of updates' statistics, by name. */
export const meanOf = (updates: readonly Readonly<Record<string, number>>[]): Record<string, number> =>
  Object.fromEntries(Object.keys(updates[0]!).map((name) => [name, mean(updates.map((one) => one[name]!))]));

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
  /** Of an iteration's updates: where the reward is trusted little, noise would lead long steps. Adam scales gradients, so that a small reward alone shortens none. */
  readonly learningRate: number;
  /** Begins an iteration at the context's policy, whoever moved it there; returns the iteration's source of random numbers. */
  begin(): () => number;
  /**
   * Ends an iteration: what it made of the policy is the context's from here on, and the KL coefficient follows the KL.
   * @param kl of the iteration's samples, nats a response
   */
  end(kl: number): Promise<void>;
}

/** @param kept the method's own copy of the weights, with its optimizer */
export function methodProgress(
  method: string,
  context: MethodContext,
  kept: Kept,
  { klCoefficient: first, kl: rule, learningRate }: Pick<OnPolicySettings, "klCoefficient" | "kl" | "learningRate">,
): MethodProgress {
  const { trainable } = context;
  let klCoefficient = first;
  let iteration = 0;
  return {
    get klCoefficient() {
      return klCoefficient;
    },
    get learningRate() {
      return learningRate * context.trust;
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

/** Where to go on when a candidate was rejected: at the last promoted state, with fresh draws and a KL coefficient that is a quarter higher. */
export const afterRejection = (lastPromoted: MethodState, rejected: MethodState): MethodState => ({
  ...lastPromoted,
  iteration: rejected.iteration,
  klCoefficient: Math.min(ON_POLICY.kl.max, Math.max(lastPromoted.klCoefficient, rejected.klCoefficient) * 1.25),
});
