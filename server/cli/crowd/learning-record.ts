import type { ModelSummary, RoundSummary } from "../../../shared/protocol/models.ts";

/** One round as the crowd lived through it. Instants are milliseconds of the crowd's own clock. */
export interface PlayedRound {
  readonly round: RoundSummary;
  /** The versions that existed when it was opened. */
  readonly before: readonly ModelSummary[];
  readonly votes: number;
  readonly comparisons: number;
  readonly closedAt: number;
}

/** What training made of the votes of a round; null while it is still at it. */
export interface Lesson {
  readonly model: ModelSummary;
  /** From the closing of the round until its candidate was promoted or rejected. */
  readonly seconds: number;
}

/** @param asked when `models` was asked for */
export function lessonOf(played: PlayedRound, models: readonly ModelSummary[], asked: number): Lesson | null {
  const model = models.find((one) => one.trainedOnRound === played.round.id && one.status !== "candidate");
  if (model === undefined) return null;
  return { model, seconds: (asked - model.ageMs - played.closedAt) / 1000 };
}

/**
 * Whether a round was dealt by what the round before it taught: when it was opened, the candidate that had seen the previous
 * round's comparisons existed. If that one was promoted, the round was dealt by it or a later version; if it was rejected, the
 * last good version is as fresh as can be. Null where no earlier round has any comparisons.
 */
export function isFresh(
  round: RoundSummary,
  before: readonly ModelSummary[],
  earlier: readonly PlayedRound[],
): boolean | null {
  const previous = earlier.findLast((one) => one.comparisons > 0);
  if (previous === undefined) return null;
  const learned = before.find((one) => one.trainedOnRound === previous.round.id && one.status !== "candidate");
  if (learned === undefined) return false;
  return learned.status === "rejected" || learned.version <= round.policyVersion;
}
