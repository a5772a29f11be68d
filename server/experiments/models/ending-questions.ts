import type { PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { sentencesOf, wordsOf } from "../../world/sentences.ts";

/** Token ids with weights that sum to 1. */
type Share = ReadonlyMap<number, number>;

/**
 * What the state at `<eos>` is asked of an answer in fine-tuning. All of it can be told of any text in any language that has words and end marks:
 * which tokens stood where, which of them the prompt has, and how many words the sentences have. Nothing of it knows the world's grammar, its facts or
 * anybody's taste.
 */
export const QUESTIONS = [
  "first sentence",
  "last sentence",
  "first third",
  "middle third",
  "last third",
  "openings of sentences",
  "prompt's words in the first half",
  "prompt's words in the second half",
  "lengths",
] as const;

/** Degrees of what is asked of lengths. Each degree of each is named by a token of its own; which one says nothing. */
const DEGREES = 5;
/** Answers of so many words or more are of the highest degree. */
const LONGEST = 40;
/** Before them stand special tokens. */
const FIRST_NAME = 8;

/** What there is to tell of an answer, in the order of `QUESTIONS`. */
export function answersToQuestions(
  { encode, padId }: Pick<PocketTokenizer, "encode" | "padId">,
  prompt: string,
  answer: string,
): Share[] {
  const tokens = encode(answer);
  const sentences = sentencesOf(answer).map((sentence) => encode(sentence));
  const asked = new Set(encode(prompt));
  const part = (from: number, to: number) =>
    tokens.slice(Math.floor(from * tokens.length), Math.floor(to * tokens.length));
  const shared = (some: readonly number[]) => some.filter((id) => asked.has(id));
  const said = [
    sentences[0] ?? [],
    sentences.at(-1) ?? [],
    part(0, 1 / 3),
    part(1 / 3, 2 / 3),
    part(2 / 3, 1),
    sentences.flatMap(([first]) => first ?? []),
    shared(part(0, 1 / 2)),
    shared(part(1 / 2, 1)),
  ];
  return [...said.map((ids) => alike(ids.length === 0 ? [padId] : ids)), lengthsOf(answer)];
}

function alike(ids: readonly number[]): Share {
  const share = new Map<number, number>();
  for (const id of ids) share.set(id, (share.get(id) ?? 0) + 1 / ids.length);
  return share;
}

/** Words, sentences, where the longest sentence stands, and how often a later sentence is the longer one, as degrees. */
function lengthsOf(answer: string): Share {
  const words = sentencesOf(answer).map((sentence) => wordsOf(sentence).length);
  const pairs = words.flatMap((first, i) => words.slice(i + 1).map((later) => (Math.sign(later - first) + 1) / 2));
  const longest = words.indexOf(Math.max(...words));
  const degrees = [
    words.reduce((a, b) => a + b, 0) / LONGEST,
    (words.length - 1) / (DEGREES - 1),
    words.length < 2 ? 0.5 : longest / (words.length - 1),
    pairs.length === 0 ? 0.5 : pairs.reduce((a, b) => a + b, 0) / pairs.length,
  ];
  return new Map(
    degrees.flatMap((degree, i) =>
      between(degree).map(([step, share]) => [FIRST_NAME + i * DEGREES + step, share / degrees.length] as const),
    ),
  );
}

/** A degree from 0 to 1 as shares of the two steps that it lies between. */
function between(degree: number): [step: number, share: number][] {
  const place = Math.min(1, Math.max(0, degree)) * (DEGREES - 1);
  const below = Math.min(DEGREES - 2, Math.floor(place));
  return [
    [below, below + 1 - place],
    [below + 1, place - below],
  ];
}
