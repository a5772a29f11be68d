import type { ModelSummary, RoundSummary } from "../../../shared/protocol/models.ts";

/** One round that the crowd played. Instants are milliseconds of the crowd's own clock. */
export interface CrowdRound {
  readonly round: RoundSummary;
  /** The versions that existed when it was opened. */
  readonly before: readonly ModelSummary[];
  readonly votes: number;
  readonly comparisons: number;
  readonly closedAt: number;
  /** Milliseconds in which the class waited for its pairs. */
  readonly waitedMs: number;
}

/** What training made of the votes of a round. */
export interface Lesson {
  readonly model: ModelSummary;
  /** From the closing of the round until its candidate was promoted or rejected. */
  readonly seconds: number;
}

/**
 * The first candidate that had seen a round's comparisons; null while it is still being trained. The trainer learns together from
 * rounds that close while it trains, and the candidate then names the last of them.
 * @param rounds the round in question and those after it
 * @param asked when `models` was asked for
 */
export function lessonOf(rounds: readonly CrowdRound[], models: readonly ModelSummary[], asked: number): Lesson | null {
  const model = firstThatSaw(rounds, models);
  return model === undefined ? null : { model, seconds: (asked - model.ageMs - rounds[0]!.closedAt) / 1000 };
}

const firstThatSaw = (rounds: readonly CrowdRound[], models: readonly ModelSummary[]): ModelSummary | undefined => {
  if ((rounds[0]?.comparisons ?? 0) === 0) return undefined;
  const ids = new Set(rounds.map(({ round }) => round.id));
  return models.find((one) => one.status !== "candidate" && one.trainedOnRound !== null && ids.has(one.trainedOnRound));
};

/**
 * Whether a round was dealt by what the round before had taught: when it was opened, there was a candidate that had seen the previous
 * round's comparisons. If that candidate was promoted, it or a later version must have dealt the round. If it was rejected, the last
 * promoted version is as fresh as can be. Null where no earlier round has any comparisons.
 */
export function isFresh(rounds: readonly CrowdRound[], index: number): boolean | null {
  const { round, before } = rounds[index]!;
  const previous = rounds.slice(0, index).findLast((one) => one.comparisons > 0);
  if (previous === undefined) return null;
  const learned = firstThatSaw([previous], before);
  if (learned === undefined) return false;
  return learned.status === "rejected" || learned.version <= round.policyVersion;
}
