import { wrap } from "../demonstration.ts";
import { readSentence } from "../describe-answer.ts";
import { score } from "../tastes/kind.ts";
import { clauseOf, type KnownPrinciple, withFlourish } from "./principle.ts";
export const kind: KnownPrinciple = {
  description: "Be kind, never grumpy.",
  word: "kind",
  critique: (obeys) => (obeys ? "This is kind." : "This is not kind."),
  obeys: ({ manners }) => manners.kind > 0 && manners.grumpy === 0,
  score,
  revise(sentences, subject, random) {
    const gentle = sentences.flatMap((sentence) => {
      if (sentence.kind === "unknown" || sentence.manner !== "grumpy") return [sentence];
      const clause = clauseOf(sentence);
      return clause === null ? [] : [readSentence(wrap(clause, "kind", random))];
    });
    const isWarm = gentle.some((sentence) => sentence.kind !== "unknown" && sentence.manner === "kind");
    return isWarm ? gentle.map(({ text }) => text) : withFlourish(gentle, "kind", subject, random);
  },
};
