import { readSentence } from "./describe-answer.ts";
import { clauses } from "./grammar/lexicon.ts";
import { wordsOf } from "./sentences.ts";

/** What a sentence says of the world, and how surely (0-1): 1 when the grammar recognises it, else by shared words. */
export interface StatementGuess {
  readonly subject: string;
  readonly topic: string;
  readonly truth: boolean;
  readonly claim: string;
  readonly certainty: number;
}

/** Below this overlap a sentence is not taken for a statement. */
const MIN_OVERLAP = 0.6;

const wordings = [...clauses].flatMap(([text, clause]) =>
  clause.kind === "statement" ? [{ words: new Set(wordsOf(text)), ...clause }] : [],
);

/** The statement that a sentence makes or comes closest to, or null. */
export function closestStatement(sentence: string): StatementGuess | null {
  const reading = readSentence(sentence);
  if (reading.kind === "statement") return { ...reading, certainty: 1 };
  if (reading.kind !== "unknown") return null;
  const words = new Set(wordsOf(sentence));
  let best: StatementGuess | null = null;
  for (const { words: wording, subject, truth, claim } of wordings) {
    const shared = [...wording].filter((word) => words.has(word)).length;
    const certainty = shared / Math.max(words.size, wording.size);
    if (certainty >= MIN_OVERLAP && certainty > (best?.certainty ?? 0)) {
      best = { subject: subject.noun, topic: subject.topic, truth, claim, certainty };
    }
  }
  return best;
}
