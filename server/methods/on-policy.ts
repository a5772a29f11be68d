import type { Sequence } from "../ml/model/batch-layout.ts";
import type { AdamW } from "../ml/objectives/adamw.ts";
import type { RepetitionSettings } from "../ml/objectives/repetition-penalty.ts";
import type { AdaptiveKl } from "../ml/objectives/token-rewards.ts";
import type { VarietySettings } from "../ml/objectives/variety-reward.ts";
import { mean } from "../stats/moments.ts";

/** The knobs of every method that learns from the policy's own fresh answers. */
export interface OnPolicySettings {
  /** Answers sampled in an iteration; a multiple of `perPrompt`. */
  readonly batch: number;
  /** Answers to each prompt, compared with one another. */
  readonly perPrompt: number;
  readonly learningRate: number;
  readonly optimizer: AdamW;
  /** KL coefficient of the first iteration. */
  readonly klCoefficient: number;
  /** How it follows the KL. */
  readonly kl: AdaptiveKl;
  /** Scores are clipped to +- this many reference standard deviations. */
  readonly scoreClip: number;
  /** Taken off the score of a response that never ended (TRL's `missing_eos_penalty`). */
  readonly missingEosPenalty: number;
  readonly repetition: RepetitionSettings & {
    /** Responses, newest first, in which shares are counted. */
    readonly window: number;
  };
  readonly variety: VarietySettings;
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
} as const satisfies Omit<OnPolicySettings, "learningRate">;

/** Answers of an iteration on a model of the user's own, a hundred times the pocket model's size: it takes its minute on two cores. */
export const ADOPTED_BATCH = 32;

/** How often `part` goes into `whole`. Throws an Error that names both unless it does so exactly. */
export function exactParts(whole: number, part: number, names: string): number {
  if (!(part > 0) || whole % part !== 0) throw new Error(`${names}: ${whole} is no multiple of ${part}`);
  return whole / part;
}

export function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** Each entry `count` times in a row. */
export const repeated = <T>(items: readonly T[], count: number): T[] =>
  items.flatMap((item) => Array.from({ length: count }, () => item));

/** Rewards as methods follow them: clipped, and less where a response never ended. */
export function finalScores(
  rewards: readonly number[],
  responses: readonly Sequence[],
  eosId: number,
  { scoreClip, missingEosPenalty }: Pick<OnPolicySettings, "scoreClip" | "missingEosPenalty">,
): number[] {
  return rewards.map((reward, i) => {
    const clipped = Math.max(-scoreClip, Math.min(scoreClip, reward));
    return clipped - (responses[i]!.response.at(-1) === eosId ? 0 : missingEosPenalty);
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
