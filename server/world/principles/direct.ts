import { mannerEvidence } from "../grammar/manner-words.ts";
import type { Principle } from "./principle.ts";
import { bare, factAbout } from "./rewrite-sentence.ts";

export const direct: Principle = {
  description: "Come to the point, don't ramble.",
  word: "direct",
  critique: (obeys) => (obeys ? "This is direct." : "This is rambling."),
  obeys: ({ manners, sentences }) => sentences.length > 0 && manners.rambling === 0,
  score: ({ response }) => -mannerEvidence("rambling", response),
  revise(sentences, subject, random) {
    const kept = sentences.flatMap((sentence) =>
      sentence.kind !== "unknown" && sentence.manner === "rambling" ? bare(sentence, random) : [sentence.text],
    );
    return kept.length > 0 ? kept : [factAbout(subject, null, random)];
  },
};
