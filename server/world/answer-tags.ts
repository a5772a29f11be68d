import { describeAnswer, type SentenceReading } from "./describe-answer.ts";
import { subjectOf } from "./grammar/lexicon.ts";
import { wordsOf } from "./sentences.ts";

interface Tagged {
  /** The noun that the prompt asks about. */
  readonly subject: string | undefined;
  readonly sentences: readonly SentenceReading[];
  readonly words: number;
}

/** One aspect of an answer: the words for its degrees, and how well each word fits. The shares sum to 1. */
interface TagCategory {
  readonly words: readonly string[];
  readonly shares: (answer: Tagged) => readonly number[];
}

type Statement = Extract<SentenceReading, { readonly kind: "statement" }>;
const statements = ({ sentences }: Tagged): Statement[] => sentences.filter((one) => one.kind === "statement");
const wordsIn = (sentences: readonly SentenceReading[]): number =>
  sentences.reduce((sum, { text }) => sum + wordsOf(text).length, 0);

/** A number of things, as one of the words for 0, 1, ... and more. */
const counted = (words: readonly string[], count: (answer: Tagged) => number): TagCategory => ({
  words,
  shares: (answer) => words.map((_, i) => Number(i === Math.min(count(answer), words.length - 1))),
});

/** A degree from 0 to 1, as a mixture of the two words that it lies between. */
const graded = (words: readonly string[], degree: (answer: Tagged) => number): TagCategory => ({
  words,
  shares: (answer) => {
    const place = Math.min(1, Math.max(0, degree(answer))) * (words.length - 1);
    return words.map((_, i) => Math.max(0, 1 - Math.abs(place - i)));
  },
});

const MANNERS = ["strange", "plain", "kind", "playful", "grumpy", "formal", "poetic", "rambling", "curious"];
/** Number of words of the shortest and of the longest answers. */
const LENGTHS = [8, 36] as const;

/** Of all pairs of a stating and another word, the share with the stating word first. */
function statedFirst({ sentences }: Tagged): number {
  let stated = 0;
  let other = 0;
  let before = 0;
  for (const { text, kind } of sentences) {
    const words = wordsOf(text).length;
    if (kind === "statement") stated += words;
    else {
      other += words;
      before += words * stated;
    }
  }
  return stated === 0 ? 0 : other === 0 ? 1 : before / (stated * other);
}

const CATEGORIES: readonly TagCategory[] = [
  {
    words: MANNERS,
    shares: ({ sentences }) =>
      MANNERS.map(
        (name) =>
          sentences.filter((one) => (one.kind === "unknown" ? "strange" : (one.manner ?? "plain")) === name).length /
          sentences.length,
      ),
  },
  counted(["nothing", "true", "facts"], (answer) => statements(answer).filter(({ truth }) => truth).length),
  counted(["real", "myth", "joke"], (answer) => statements(answer).filter(({ truth }) => !truth).length),
  counted(
    ["away", "about", "subject"],
    (answer) => statements(answer).filter(({ subject }) => subject === answer.subject).length,
  ),
  counted(
    ["here", "over", "around"],
    (answer) => statements(answer).filter(({ subject }) => subject !== answer.subject).length,
  ),
  graded(["empty", "little", "half", "full"], (answer) => wordsIn(statements(answer)) / Math.max(1, answer.words)),
  graded(["last", "first"], statedFirst),
  graded(["short", "medium", "long"], ({ words }) => (words - LENGTHS[0]) / (LENGTHS[1] - LENGTHS[0])),
  counted(["one", "two", "three", "four", "five"], ({ sentences }) => sentences.length - 1),
];

/** The words of each category of tags. No word stands in two. */
export const tagWords: readonly (readonly string[])[] = CATEGORIES.map(({ words }) => words);

/**
 * What a reader would say of an answer: for each category, how well each of its words fits. In fine-tuning the state at `<eos>`
 * learns to predict these words. So this state, which the reward model reads, holds what kind of answer it was.
 * @param prompt and `answer`, plain texts in the world's grammar
 * @returns shares in the order of `tagWords`
 */
export function answerTags(prompt: string, answer: string): number[][] {
  const { sentences, words } = describeAnswer(prompt, answer);
  const tagged = { subject: subjectOf(prompt)?.noun, sentences, words };
  return CATEGORIES.map(({ shares }) => [...shares(tagged)]);
}
