import { subjectOf } from "../grammar/lexicon.ts";
import { score } from "../tastes/truthful.ts";
import { factAbout, type KnownPrinciple } from "./principle.ts";
export const truthful: KnownPrinciple = {
  description: "Tell the truth, no myths.",
  word: "true",
  critique: (obeys) => (obeys ? "This is true." : "This is not true."),
  obeys: ({ truth }) => truth === "true",
  score,
  revise(sentences, subject, random) {
    const honest = sentences.map((sentence) =>
      sentence.kind === "statement" && !sentence.truth
        ? factAbout(subjectOf(sentence.subject) ?? subject, sentence.manner, random)
        : sentence.text,
    );
    const states = sentences.some(({ kind }) => kind === "statement");
    return states ? honest : [...honest, factAbout(subject, null, random)];
  },
};
