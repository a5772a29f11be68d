import { score } from "../tastes/playful.ts";
import { type KnownPrinciple, withFlourish } from "./principle.ts";
export const playful: KnownPrinciple = {
  description: "Be playful.",
  word: "playful",
  critique: (obeys) => (obeys ? "This is playful." : "This is not playful."),
  obeys: ({ manners }) => manners.playful > 0,
  score,
  revise: (sentences, subject, random) => withFlourish(sentences, "playful", subject, random),
};
