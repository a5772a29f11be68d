import { demonstration } from "./demonstration.ts";
import { pick } from "./grammar/template.ts";
import { pretrainingDocument } from "./pretraining-document.ts";
import { trainPrompts } from "./prompts.ts";

/** Texts to learn the vocabulary from: mostly prompts and answers, since their length is what generation costs. */
export function tokenizerCorpus(texts: number, random: () => number): string[] {
  return Array.from({ length: texts }, (_, index) => {
    if (index % 4 === 0) return pretrainingDocument(random);
    const prompt = pick(trainPrompts, random);
    return `${prompt.text} ${demonstration(prompt, random)}`;
  });
}
