import { score } from "../tastes/fact-first.ts";
import { factAbout, type KnownPrinciple } from "./principle.ts";
export const factFirst: KnownPrinciple = {
  description: "State something before anything else.",
  word: "first",
  critique: (obeys) => (obeys ? "This is first." : "This is not first."),
  obeys: ({ sentences }) => sentences[0]?.kind === "statement",
  score,
  revise(sentences, subject, random) {
    const of = (states: boolean) => sentences.filter(({ kind }) => (kind === "statement") === states);
    const texts = [...of(true), ...of(false)].map(({ text }) => text);
    return of(true).length > 0 ? texts : [factAbout(subject, null, random), ...texts];
  },
};
