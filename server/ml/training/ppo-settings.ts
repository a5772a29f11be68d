import type { AdamW } from "../objectives/adamw.ts";
import type { AdaptiveKl } from "../objectives/adaptive-kl.ts";
import type { NoveltySettings } from "../objectives/novelty.ts";
import type { PpoClip } from "../objectives/ppo-loss.ts";

/** Every knob of PPO on language models. Sources: lm-human-preferences, TRL, and our own trials (docs/log). */
export interface PpoSettings {
  /** Responses sampled in an iteration; a multiple of `minibatch` and of `perPrompt`. */
  readonly batch: number;
  /** Responses to each prompt, compared with one another. */
  readonly perPrompt: number;
  readonly minibatch: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly gamma: number;
  /** Of GAE. Below 1 the words at the beginning hear of the score mainly through the value head, which foretells it poorly (docs/log). */
  readonly lambda: number;
  readonly clip: PpoClip;
  readonly optimizer: AdamW;
  /** KL coefficient of the first iteration. */
  readonly klCoefficient: number;
  readonly kl: AdaptiveKl;
  /** An iteration's epochs end when the k3 KL to the rollout policy passes this many nats a token. */
  readonly stopKl: number;
  /** Scores are clipped to +- this many reference standard deviations. */
  readonly scoreClip: number;
  /** Taken off the score of a response that never ended (TRL's `missing_eos_penalty`). */
  readonly missingEosPenalty: number;
  readonly phrase: PhraseSettings;
  readonly novelty: NoveltySettings;
}

/** What keeps the policy from saying one thing to everybody; see `objectives/phrase-penalty.ts`. */
export interface PhraseSettings {
  /** Words in a row. */
  readonly words: number;
  /** Responses, newest first, in which shares are counted. */
  readonly window: number;
  /** Share of responses that may contain a phrase for free. */
  readonly allowed: number;
  /** Reward taken off for every 1.0 of share above that. */
  readonly strength: number;
  /** Reward taken off for a phrase that stands in the same response before. */
  readonly repeated: number;
}

export const PPO: PpoSettings = {
  batch: 256,
  perPrompt: 4,
  minibatch: 32,
  epochs: 1,
  learningRate: 1.5e-4,
  gamma: 1,
  lambda: 1,
  clip: { ratio: 0.2, value: 0.2, valueCoefficient: 0.1 },
  optimizer: { beta1: 0.9, beta2: 0.98, eps: 1e-5, weightDecay: 0, maxGradNorm: 1 },
  klCoefficient: 0.2,
  kl: { target: 5, rate: 0.15, min: 0.12, max: 0.5 },
  stopKl: 0.03,
  scoreClip: 4,
  missingEosPenalty: 1,
  phrase: { words: 4, window: 384, allowed: 0.015, strength: 10, repeated: 0.25 },
  novelty: { target: 0.78, gain: 8, max: 0.6 },
};
