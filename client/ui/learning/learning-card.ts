import type { LearningView } from "../../../shared/protocol/views.ts";

export type ChangeWord = "hardly" | "little" | "clear" | "much";

export interface LearningCard {
  readonly state: LearningView["state"];
  readonly awake: boolean;
  /** Null before there is one. */
  readonly version: number | null;
  readonly votes: number;
  /** Whole percent, null before the first fit. */
  readonly accuracyPercent: number | null;
  /** How far it is from where it began, in words and in nats with one decimal; null before the first step. */
  readonly change: { readonly word: ChangeWord; readonly nats: string } | null;
  /** The version that came while this learning break was on the screen, else null. */
  readonly arrived: number | null;
  readonly rejected: string | null;
}

/** What a class makes of a KL divergence; the trainer aims at 4 nats. */
function changeWord(nats: number): ChangeWord {
  if (nats < 0.5) return "hardly";
  if (nats < 2) return "little";
  return nats < 4 ? "clear" : "much";
}

/** `versionBefore`: the policy version when the break began. */
export function learningCard(learning: LearningView, versionBefore: number): LearningCard {
  return {
    state: learning.state,
    awake: learning.state !== "down",
    version: learning.policyVersion < 0 ? null : learning.policyVersion,
    votes: learning.votes,
    accuracyPercent: learning.rewardAccuracy < 0 ? null : Math.round(learning.rewardAccuracy * 100),
    change: learning.kl < 0 ? null : { word: changeWord(learning.kl), nats: learning.kl.toFixed(1) },
    arrived: learning.policyVersion > versionBefore ? learning.policyVersion : null,
    rejected: learning.rejected === "" ? null : learning.rejected,
  };
}
