import { seeded } from "../../../shared/random/seeded.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { openLearner } from "../../trainer/learner.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { heldoutPrompts, trainPrompts } from "../../world/prompts.ts";
import type { SeatedPair } from "../crowd/seated-crowd.ts";

/** An answer as people and as the reward model read it. */
export interface JudgedAnswer {
  readonly text: string;
  readonly features: Float32Array;
}
export type AnswerPair = SeatedPair<JudgedAnswer>;

export interface HeldOut {
  readonly prompt: { readonly text: string };
  readonly answers: readonly JudgedAnswer[];
}

/** A starting model's answers, all pairs of them by prompt: what reward models can be fitted to and measured on again and again. */
export interface JudgedAnswers {
  readonly train: readonly (readonly AnswerPair[])[];
  /** By held-out prompt. */
  readonly heldOut: readonly HeldOut[];
  /** Features of all training answers. */
  readonly reference: readonly Float32Array[];
}

/** Answers to each prompt. */
export const PER_PROMPT = 16;

export async function judgedAnswers(folder: string): Promise<JudgedAnswers> {
  const engine = await openEngine("auto");
  const start = await readCheckpoint(folder);
  const tokenizer = await loadTokenizer(folder);
  const prompts = trainPrompts.map(({ text }) => text);
  const learner = await openLearner({ engine, start, tokenizer, prompts, shape: POCKET_SHAPE, seed: 1 });
  const answer = async (asked: typeof trainPrompts, random: () => number) => {
    const texts = asked.flatMap(({ text }) => Array.from({ length: PER_PROMPT }, () => text));
    const generated = await learner.sample(texts, random);
    const readings = await learner.reference.read(generated);
    return generated.map(({ response }, i) => ({
      text: tokenizer.decode(response),
      features: learner.scale(readings[i]!),
    }));
  };
  const train = await answer(trainPrompts, seeded(2));
  const heldOut = await answer(heldoutPrompts, seeded(3));
  await learner.dispose();
  return {
    train: allPairs(trainPrompts, train),
    heldOut: heldoutPrompts.map((prompt, i) => ({ prompt, answers: answersTo(heldOut, i) })),
    reference: train.map(({ features }) => features),
  };
}

/** Those to the so-manieth prompt. */
const answersTo = (answers: readonly JudgedAnswer[], i: number): readonly JudgedAnswer[] =>
  answers.slice(i * PER_PROMPT, (i + 1) * PER_PROMPT);

const allPairs = (asked: typeof trainPrompts, answers: readonly JudgedAnswer[]): AnswerPair[][] =>
  asked.map((prompt, i) => {
    const its = answersTo(answers, i);
    const pairs = its.flatMap((a, j) => its.slice(j + 1).map((b) => ({ prompt, a, b })));
    return pairs.filter(({ a, b }) => a.text !== b.text);
  });
