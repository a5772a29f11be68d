import { flourish } from "../demonstration.ts";
import { sentencesOf } from "../sentences.ts";
import { bare, type KnownPrinciple } from "./principle.ts";

const TRIES = 8;
const isLoud = (text: string): boolean => text.includes("!");

/** A revision replaces a loud flourish by another of the same manner, and strips a loud statement of its manner. */
export const quiet: KnownPrinciple = {
  description: "Don't shout: no exclamation marks.",
  word: "quiet",
  critique: (obeys) => (obeys ? "This is quiet." : "This is not quiet."),
  obeys: ({ sentences }) => sentences.length > 0 && !sentences.some(({ text }) => isLoud(text)),
  score: ({ response }) => {
    const sentences = sentencesOf(response);
    return -sentences.filter(isLoud).length / Math.max(1, sentences.length);
  },
  revise: (sentences, subject, random) =>
    sentences.flatMap((sentence) => {
      if (!isLoud(sentence.text)) return [sentence.text];
      if (sentence.kind === "unknown") return [];
      if (sentence.kind === "statement" || sentence.kind === "remark") return bare(sentence, random);
      const { kind, manner } = sentence;
      const others = Array.from({ length: TRIES }, () => flourish(manner, kind, subject.noun, random));
      return others.filter((text) => !isLoud(text)).slice(0, 1);
    }),
};
