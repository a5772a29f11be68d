import { closestStatement } from "../closest-statement.ts";
import { subjectOf } from "../grammar/lexicon.ts";
import { sentencesOf, wordsOf } from "../sentences.ts";
import type { JudgedAnswer } from "./judged-answer.ts";

const worth = { fact: 1, myth: -1.5, elsewhere: 0.5 } as const;
/** The share of words spent on facts decides between answers that state equally many. */
const DENSITY_WEIGHT = 1;

/** Facts of the world against its myths; statements about another subject count half, and what was said already, in whatever words, counts nothing. */
export function score({ prompt, response }: JudgedAnswer): number {
  const subject = subjectOf(prompt)?.noun;
  let sum = 0;
  let density = 0;
  const said = new Set<string>();
  for (const sentence of sentencesOf(response)) {
    const statement = closestStatement(sentence);
    if (statement === null || said.has(statement.claim)) continue;
    said.add(statement.claim);
    const value = worth[statement.truth ? "fact" : "myth"] * (statement.subject === subject ? 1 : worth.elsewhere);
    sum += value * statement.certainty;
    density += value * wordsOf(sentence).length;
  }
  return sum + (DENSITY_WEIGHT * density) / Math.max(1, wordsOf(response).length);
}
