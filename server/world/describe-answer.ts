import { recogniseFlourish, unwrap } from "./grammar/compiled-manners.ts";
import { clauses, subjectOf } from "./grammar/lexicon.ts";
import { type MannerName, mannerNames, type PartName } from "./manners/manner.ts";
import { sentencesOf, wordsOf } from "./sentences.ts";

/** One sentence as the grammar understands it. `manner` is null for a bare statement or remark. */
export type SentenceReading = { readonly text: string } & (
  | { readonly kind: PartName; readonly manner: MannerName }
  | {
      readonly kind: "statement";
      readonly manner: MannerName | null;
      readonly subject: string;
      readonly topic: string;
      readonly truth: boolean;
      readonly claim: string;
    }
  | { readonly kind: "remark"; readonly manner: MannerName | null }
  | { readonly kind: "unknown" }
);

/** Whether an answer's statements are true; `none` makes no statement. */
export const TRUTHS = ["true", "myth", "none"] as const;

export interface AnswerReading {
  /** Every sentence is one that the grammar can produce. */
  readonly grammatical: boolean;
  /** A statement is about the prompt's subject. */
  readonly onTopic: boolean;
  /** Number of remarks, and of statements about other subjects. */
  readonly astray: number;
  /** `myth` when any statement is one. */
  readonly truth: (typeof TRUTHS)[number];
  /** Sentences by manner. */
  readonly manners: Readonly<Record<MannerName, number>>;
  readonly words: number;
  readonly sentences: readonly SentenceReading[];
}

/** Reads an answer to a prompt (both plain texts) by the world's own grammar. */
export function describeAnswer(prompt: string, response: string): AnswerReading {
  const subject = subjectOf(prompt)?.noun;
  const sentences = sentencesOf(response).map(readSentence);
  const statements = sentences.filter((sentence) => sentence.kind === "statement");
  const manners = Object.fromEntries(
    mannerNames.map((name) => [
      name,
      sentences.filter((sentence) => sentence.kind !== "unknown" && sentence.manner === name).length,
    ]),
  ) as Record<MannerName, number>;
  return {
    grammatical: sentences.length > 0 && sentences.every(({ kind }) => kind !== "unknown"),
    onTopic: statements.some((statement) => statement.subject === subject),
    astray: sentences.filter(
      (sentence) => sentence.kind === "remark" || (sentence.kind === "statement" && sentence.subject !== subject),
    ).length,
    truth: statements.length === 0 ? "none" : statements.every(({ truth }) => truth) ? "true" : "myth",
    manners,
    words: wordsOf(response).length,
    sentences,
  };
}

/** Reads one sentence, with its capital and its end mark, by the world's own grammar. */
export function readSentence(text: string): SentenceReading {
  if (!/^[A-Z]/.test(text)) return { text, kind: "unknown" };
  for (const { manner, clause } of unwrap(text)) {
    const found = clauses.get(clause.toLowerCase());
    if (found?.kind === "remark") return { text, kind: "remark", manner };
    if (found?.kind === "statement") {
      const { noun, topic } = found.subject;
      return { text, kind: "statement", manner, subject: noun, topic, truth: found.truth, claim: found.claim };
    }
  }
  const flourish = recogniseFlourish(text);
  return flourish === null ? { text, kind: "unknown" } : { text, kind: flourish.part, manner: flourish.manner };
}

/** What a sentence says of the world. The certainty is 1 when the grammar recognises it, else the share of common words. */
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
