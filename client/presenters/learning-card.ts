import type { LearningView } from "../../shared/protocol/views.ts";

export interface LearningCard {
  readonly state: LearningView["state"];
  readonly awake: boolean;
  /** Null before there is one. */
  readonly version: number | null;
  readonly votes: number;
  /** Whole percent, null before the first fit. */
  readonly accuracyPercent: number | null;
  /** Nats with one decimal, null before the first step. */
  readonly kl: string | null;
  /** The version that came while this learning break was on the screen, else null. */
  readonly arrived: number | null;
  readonly rejected: string | null;
}

/** `versionBefore`: the policy version when the break began. */
export function learningCard(learning: LearningView, versionBefore: number): LearningCard {
  return {
    state: learning.state,
    awake: learning.state !== "down",
    version: learning.policyVersion < 0 ? null : learning.policyVersion,
    votes: learning.votes,
    accuracyPercent: learning.rewardAccuracy < 0 ? null : Math.round(learning.rewardAccuracy * 100),
    kl: learning.kl < 0 ? null : learning.kl.toFixed(1),
    arrived: learning.policyVersion > versionBefore ? learning.policyVersion : null,
    rejected: learning.rejected === "" ? null : learning.rejected,
  };
}
