import type { Answer, Taste } from "../../world/tastes/taste.ts";

/** Words that hold sentences together and are about nothing. */
const GLUE = new Set(
  (
    "a an the this that these those and or but nor so yet if than then as at by for from in into of off on onto out over to up with " +
    "i me my we us our you your he him his she her it its they them their who whom which what when where why how is am are was were be been " +
    "being do does did have has had can could will would shall should may might must not no yes there here very just about please tell"
  ).split(" "),
);

const NUMBER_WORDS = new Set(
  (
    "zero one two three four five six seven eight nine ten eleven twelve dozen twenty thirty forty fifty hundred hundreds thousand thousands " +
    "million millions billion once twice double half third quarter"
  ).split(" "),
);

const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?])\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence));
const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}+(?:'\p{L}+)?/gu) ?? [];
/** Words that are about something, without the s of a plural. */
const contentOf = (text: string): string[] =>
  wordsOf(text)
    .filter((word) => !GLUE.has(word))
    .map((word) => (word.length > 3 ? word.replace(/s$/, "") : word));

/** A bare word or two is no answer, whatever it's like. */
const unlessBare =
  (taste: (response: string, prompt: string) => number): Taste =>
  ({ prompt, response }: Answer) =>
    wordsOf(response).length < 5 ? -4 : taste(response, prompt);

/** From 0 at the first of several to 1 at the last; the middle where there is one. */
const placeOf = (index: number, count: number): number => (count < 2 ? 0.5 : index / (count - 1));

/**
 * Tastes that look at plain text, as a class of strangers might have them: none knows a word of the pocket world's grammar, and nothing in
 * world, features or training is made for one of them. What is learnt of these is what a general learner learns.
 */
export const plainTastes = {
  "talks-to-me": {
    score: unlessBare((response) => {
      const sentences = sentencesOf(response);
      const addressed = sentences.filter((one) =>
        wordsOf(one).some((word) => /^(you|your|yours|yourself)$/.test(word)),
      );
      return addressed.length / Math.max(1, sentences.length);
    }),
    description: "likes answers whose sentences speak to the reader",
  },
  "grand-words": {
    score: unlessBare((response) => {
      const words = wordsOf(response);
      return words.filter((word) => word.length >= 7).length / words.length;
    }),
    description: "likes words of seven letters and more",
  },
  "asks-back": {
    score: unlessBare((response) => {
      const sentences = sentencesOf(response);
      const asked = sentences.findLastIndex((one) => one.endsWith("?"));
      return asked < 0 ? 0 : 1 + placeOf(asked, sentences.length);
    }),
    description: "likes a question in the answer, best at its end",
  },
  "picks-up-the-question": {
    score: unlessBare((response, prompt) => {
      const asked = new Set(contentOf(prompt));
      const at = contentOf(response).findIndex((word) => asked.has(word));
      return at < 0 ? 0 : 1 / (1 + at / 3);
    }),
    description: "likes what was asked about to be named early",
  },
  "never-twice": {
    score: unlessBare((response) => {
      const content = contentOf(response);
      return new Set(content).size - content.length;
    }),
    description: "dislikes a word that is said again",
  },
  "counts-things": {
    score: unlessBare((response) => {
      const figures = response.match(/\d+/g) ?? [];
      return Math.min(2, figures.length + wordsOf(response).filter((word) => NUMBER_WORDS.has(word)).length);
    }),
    description: "likes figures and number words",
  },
  "ends-long": {
    score: unlessBare((response) => {
      const lengths = sentencesOf(response).map((one) => wordsOf(one).length);
      return lengths.length < 2 ? -0.5 : Math.log(lengths.at(-1)! / lengths[0]!);
    }),
    description: "likes a last sentence that is longer than the first",
  },
  "reason-later": {
    score: unlessBare((response) => {
      const sentences = sentencesOf(response);
      const at = sentences.findIndex((one) =>
        /\b(because|therefore|that is why|which is why|for this reason|since)\b/i.test(one),
      );
      return at < 0 ? 0 : 0.5 + placeOf(at, sentences.length);
    }),
    description: "likes a reason, best after something else was said",
  },
} as const satisfies Readonly<Record<string, { readonly score: Taste; readonly description: string }>>;

export type PlainTasteName = keyof typeof plainTastes;
