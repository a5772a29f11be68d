import { CHANCE_EVIDENCE, type HeldOutEvidence } from "../../shared/round/grasp.ts";
import type { TrainingPair } from "./training-pair.ts";

/** Evidence from which a reward model is trusted fully: one in twenty crowds that toss coins has it. */
const TRUSTED_EVIDENCE = 1.6;
const LEAST_TRUST = 0.1;
/** Comparisons' worth of belief that a crowd has a taste, before any were held out. */
const TRUSTED_COMPARISONS = 100;

/**
 * How much a reward may drive training, 0.1-1: by how well the reward model predicts votes on prompts that its heads never saw. A crowd that
 * votes at random then moves the policy little, however well the heads fit its votes. A weak taste's evidence grows with the root of its
 * votes, so that enough of them are believed.
 */
export function trustOf({ evidence, comparisons }: HeldOutEvidence): number {
  const expected =
    (evidence * comparisons + TRUSTED_EVIDENCE * TRUSTED_COMPARISONS) / (comparisons + TRUSTED_COMPARISONS);
  const share = (expected - CHANCE_EVIDENCE) / (TRUSTED_EVIDENCE - CHANCE_EVIDENCE);
  return Math.min(1, Math.max(LEAST_TRUST, share));
}

/**
 * Whether a comparison counts when the trust in the reward is measured: people's do, and those of an AI judge that is believed. With half as
 * many human votes alone the trust would be less certain (docs/log).
 */
export const isTelling = ({ id, weight = 1 }: TrainingPair): boolean => id > 0 || weight >= 0.5;
