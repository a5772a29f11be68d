import { closestStatement } from "../describe-answer.ts";
import { subjectOf } from "../grammar/lexicon.ts";
import { sentencesOf, wordsOf } from "../sentences.ts";
import type { Answer } from "./taste.ts";

const worth = { fact: 1, myth: -1, elsewhere: 0.5 } as const;
/** Weight of the number of facts, which decides between answers that are equally full of them. */
const COUNT_WEIGHT = 0.05;

/**
 * The share of the words that state facts, less that of words that state myths. Statements about another subject count half. What was
 * said already counts nothing, whatever its words.
 */
export function score({ prompt, response }: Answer): number {
  const subject = subjectOf(prompt)?.noun;
  let words = 0;
  let count = 0;
  const said = new Set<string>();
  for (const sentence of sentencesOf(response)) {
    const statement = closestStatement(sentence);
    if (statement === null || said.has(statement.claim)) continue;
    said.add(statement.claim);
    const value = worth[statement.truth ? "fact" : "myth"] * (statement.subject === subject ? 1 : worth.elsewhere);
    words += value * wordsOf(sentence).length;
    count += value * statement.certainty;
  }
  return words / Math.max(1, wordsOf(response).length) + COUNT_WEIGHT * count;
}
