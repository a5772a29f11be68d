import type { Sequence } from "../../ml/model/batch-layout.ts";
import type { Generated } from "../../ml/model/generator.ts";
import type { Word } from "../../ml/objectives/repetition-penalty.ts";
import type { Reading } from "../../ml/training/reference-model.ts";
import { prompts } from "../../world/prompts.ts";
import type { MeasuredAnswers } from "./measure-policy.ts";

/** Answers to each held-out prompt; with 24 such prompts, 480 pairs of fresh answers. */
const PER_PROMPT = 20;

/** Every held-out prompt, each as often as it is asked. */
export const heldOutQuestions = (): string[] =>
  prompts
    .filter((prompt) => prompt.split === "heldout")
    .flatMap((prompt) => Array.from({ length: PER_PROMPT }, () => prompt.text));

/** What answers and what reads the answers. */
export interface Answering {
  sample(prompts: readonly string[], random: () => number): Promise<Generated[]>;
  read(answers: readonly Sequence[]): Promise<Reading[]>;
  wordsOf(tokens: readonly number[]): Word[];
  decode(tokens: readonly number[]): string;
}

/** Samples an answer to each question and reads it with the starting policy. */
export async function answersOf(
  model: Answering,
  questions: readonly string[],
  random: () => number,
): Promise<MeasuredAnswers> {
  const generated = await model.sample(questions, random);
  return {
    generated,
    answers: generated.map((one, i) => ({ prompt: questions[i]!, response: model.decode(one.response) })),
    words: generated.map((one) => model.wordsOf(one.response)),
    readings: await model.read(generated),
  };
}
