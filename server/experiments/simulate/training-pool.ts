import { shuffled } from "../../../shared/random/shuffled.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import { type AnswerPool, sampleAnswers } from "../../trainer/pool/answer-pool.ts";
import { SCHEDULE } from "../../trainer/training-line.ts";
import { trainPrompts } from "../../world/prompts.ts";
import type { Answer } from "../crowd/taste.ts";

/** Answers of the learner's present policy to random training prompts, as the trainer fills its pool. */
export const trainingPool = (
  learner: Learner,
  decode: (tokens: readonly number[]) => string,
  random: () => number,
): Promise<AnswerPool> =>
  sampleAnswers(
    learner,
    shuffled(trainPrompts, random).slice(0, SCHEDULE.poolPrompts),
    SCHEDULE.perPrompt,
    decode,
    random,
  );

/** A pool's answers with their prompts: what fixes the units of a taste. */
export const spreadOf = ({ prompts, perPrompt, texts }: AnswerPool): Answer[] =>
  texts.map((response, i) => ({ prompt: prompts[Math.floor(i / perPrompt)]!.text, response }));
