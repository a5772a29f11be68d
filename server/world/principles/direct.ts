import { mannerEvidence } from "../grammar/compiled-manners.ts";
import { bare, factAbout, type KnownPrinciple } from "./principle.ts";
export const direct: KnownPrinciple = {
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
