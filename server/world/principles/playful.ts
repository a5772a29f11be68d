import { score } from "../tastes/playful.ts";
import type { Principle } from "./principle.ts";
import { withFlourish } from "./rewrite-sentence.ts";

export const playful: Principle = {
  description: "Be playful.",
  word: "playful",
  critique: (obeys) => (obeys ? "This is playful." : "This is not playful."),
  obeys: ({ manners }) => manners.playful > 0,
  score,
  revise: (sentences, subject, random) => withFlourish(sentences, "playful", subject, random),
};
