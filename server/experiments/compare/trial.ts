import type { Learner, LearnerComparison, LearnerOptions } from "../../trainer/learner-contract.ts";
import type { AnswerPool } from "../../trainer/pool/answer-pool.ts";
import type { Answering } from "../crowd/answers-of.ts";
import type { MeasuredAnswers, WeightedTastes } from "../crowd/measure-policy.ts";

/** What a method is given: a learner at the start whose reward model is fitted to the votes, and the votes. */
export interface Trial {
  readonly learner: Learner;
  readonly setting: LearnerOptions;
  readonly model: Answering;
  readonly comparisons: readonly LearnerComparison[];
  /** Held-out questions that it has to answer in the end. */
  readonly questions: readonly string[];
  /** The starting policy's answers to training prompts. */
  readonly start: AnswerPool;
  /** Noise-free, for the course only: no method may learn from them. */
  readonly judges: WeightedTastes;
  readonly iterations: number;
}

/** A policy under way, on answers to training prompts. */
export interface CoursePoint {
  readonly iterations: number;
  readonly kl: number;
  readonly sftNll: number;
  /** Mean reward by the reward model less the start's, in the standard deviations of the start's answers. */
  readonly proxy: number;
  /** Mean score by the noise-free taste less the start's, in the same unit. */
  readonly taste: number;
  readonly rejected: string | null;
}

export interface Entry {
  readonly answers: MeasuredAnswers;
  /** Where it can't be measured from the answers' log-probabilities, it's known: nats a response. */
  readonly kl: number | null;
  /** Empty for methods that don't iterate. */
  readonly course: readonly CoursePoint[];
}

export type Contestant = (trial: Trial) => Promise<Entry>;
