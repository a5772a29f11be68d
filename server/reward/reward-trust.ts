import type { TrainingPair } from "./training-pair.ts";

/** Held-out accuracy from which a reward model is trusted fully. */
const TRUSTED_ACCURACY = 0.57;
/** Down from which it hardly is: where 300 votes were tossed, one reward model in four foretells them this well. */
const CHANCE_ACCURACY = 0.52;
const LEAST_TRUST = 0.1;
/** Comparisons' worth of belief that a crowd has a taste, before any were held out. */
const PRIOR_COMPARISONS = 100;

/**
 * How far a reward may drive PPO, 0.1-1: as far as the reward model foretells votes on prompts that its heads never saw. A
 * crowd that votes at random then moves the policy little, however well the heads fit its votes.
 */
export function trustOf(accuracy: number, comparisons: number): number {
  const known = Number.isFinite(accuracy) ? comparisons : 0;
  const expected =
    ((known > 0 ? accuracy * known : 0) + TRUSTED_ACCURACY * PRIOR_COMPARISONS) / (known + PRIOR_COMPARISONS);
  return Math.min(1, Math.max(LEAST_TRUST, (expected - CHANCE_ACCURACY) / (TRUSTED_ACCURACY - CHANCE_ACCURACY)));
}

/**
 * Whether a comparison may say how far the reward is to be trusted: people's, and those of an AI judge that is believed. Half as many
 * human votes alone would tell it worse (docs/log).
 */
export const isTelling = ({ id, weight = 1 }: TrainingPair): boolean => id > 0 || weight >= 0.5;
