/** What a session shows of the model that learns: the trainer at work, what has changed, the finale, and a lesson. */

import { flag, float64, int32, list, optional, record, text, uint8, uint16, uint32, type ValueOf } from "./fields.ts";
import type { FinaleAbsence, FinaleVerdict } from "./finale.ts";
import type { Grasp } from "./grasp.ts";
import type { LessonPlaceName } from "./lesson/stops.ts";
import { answerId, pairFields } from "./pair-view.ts";
import type { TrainerState } from "./trainer-states.ts";
import type { TraitName } from "./traits.ts";

/** The end of a game that compares the model as it was when it began with what it is now. */
export const finaleFields = record("Finale", {
  /** Why there was none; "" where there is one. */
  absent: text<FinaleAbsence | "">(),
  /** From 1: the pair that is judged, or the last one. */
  index: uint8,
  count: uint8,
  /** What is judged; null once the masks are off. */
  pair: optional(pairFields),
  /** Filled when the masks come off. */
  unmasked: list(
    record("UnmaskedPair", {
      prompt: text(),
      a: text(),
      b: text(),
      answerA: answerId,
      answerB: answerId,
      /** Whether A is what the model says now, and B what it said when the game began. */
      nowIsA: flag,
      forNow: uint16,
      forBefore: uint16,
      /** Ties and both-bad. */
      neither: uint16,
    }),
  ),
  /** What the votes say of all pairs together; "" before the masks are off, as are the figures below. */
  verdict: text<FinaleVerdict | "">(),
  /** Players who judged, and how many of them preferred each version on more of their pairs. */
  voters: uint16,
  preferNow: uint16,
  preferBefore: uint16,
  /** 95% interval of the share of players who prefer the newer version, 0-1. */
  low: float64,
  high: float64,
  /** -1 before the masks are off. */
  versionBefore: int32,
  versionNow: int32,
});
export type FinaleView = ValueOf<typeof finaleFields>;

/** A difference between the answers of two versions that chance doesn't explain. */
const traitChangeFields = record("TraitChange", { trait: text<TraitName>(), before: float64, after: float64 });

/** One prompt that no training stage has seen, answered by the model as it was when the game began and as it is now. */
const thenAndNowFields = record("ThenAndNow", {
  prompt: text(),
  before: text(),
  after: text(),
  versionBefore: int32,
  versionAfter: int32,
  /** Whether the two versions' answers were compared; those from before that was done weren't. */
  compared: flag,
  /** The clearest first. */
  changes: list(traitChangeFields),
});
export type ThenAndNowView = ValueOf<typeof thenAndNowFields>;

/** What the intermission shows of the trainer at work. */
export const learningFields = record("Learning", {
  state: text<TrainerState | "down">(),
  /** How much of what it is doing is done, 0-1; -1 while it does nothing that takes long. */
  progress: float64,
  policyVersion: int32,
  /** Between two rounds and at the end, once there is a newer version than at the game's beginning. */
  thenAndNow: optional(thenAndNowFields),
  /** Votes of this session that learning has been given. */
  votes: uint32,
  /** Held-out accuracy of the reward model, 0-1; -1 before the first fit. */
  rewardAccuracy: float64,
  /** Nats an answer from the starting model; -1 before the first step. */
  kl: float64,
  /** Reason of the last rejection, "" if the last candidate was promoted. */
  rejected: text(),
  /** "" before the first fit, and where nothing is known of it. */
  grasp: text<Grasp | "">(),
});
export type LearningView = ValueOf<typeof learningFields>;

/** Where a lesson is, and what it shows. */
export const lessonFields = record("Lesson", {
  place: text<LessonPlaceName>(),
  /** Index among the steps of the place. */
  step: uint8,
  /** Names the step, and which time it is taken: what players put in is for it. */
  key: text(),
  /** What came of the step is shown, and nothing is put in any more. */
  closed: flag,
  /** The class plays a game in between. */
  away: flag,
  /** Players who are here and have put something in. */
  answered: uint16,
  /** A `LessonScreen` as JSON; "" while what it shows isn't made. */
  screen: text(),
  /** A `LessonWaiting` as JSON, while there is no screen; else "". */
  waiting: text(),
});
export type LessonView = ValueOf<typeof lessonFields>;
