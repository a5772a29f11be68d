import { wordsOf } from "../sentences.ts";
import { score } from "../tastes/concise.ts";
import { bare, factAbout, type KnownPrinciple } from "./principle.ts";

const MIN_WORDS = 4;
const MAX_WORDS = 13;

/** Few words, as the taste `concise` likes them. A revision keeps one statement, preferably one about the question's subject. */
export const short: KnownPrinciple = {
  description: "Be short: at most 13 words.",
  word: "short",
  critique: (obeys) => (obeys ? "This is short." : "This is not short."),
  obeys: ({ words }) => words >= MIN_WORDS && words <= MAX_WORDS,
  score,
  revise(sentences, subject, random) {
    const statements = sentences.filter((sentence) => sentence.kind === "statement");
    const kept = statements.find((statement) => statement.subject === subject.noun) ?? statements[0];
    if (kept === undefined) return [factAbout(subject, null, random)];
    return wordsOf(kept.text).length <= MAX_WORDS ? [kept.text] : bare(kept, random);
  },
};
