import { flourish, wrap } from "../demonstration.ts";
import type { AnswerReading, SentenceReading } from "../describe-answer.ts";
import { unwrap } from "../grammar/compiled-manners.ts";
import { type CompiledSubject, clauses } from "../grammar/lexicon.ts";
import { expand, pick } from "../grammar/template.ts";
import { type MannerName, partNames } from "../manners/manner.ts";
import { wordsOf } from "../sentences.ts";
import type { Taste } from "../tastes/taste.ts";

/** A rule for answers that the world's own grammar can judge and obey. */
export interface KnownPrinciple {
  /** As a class reads it. */
  readonly description: string;
  /** The word, of one to three tokens, by which the model is told to revise by this principle. */
  readonly word: string;
  /** One sentence in the world's language on an answer that obeys the principle or doesn't. */
  readonly critique: (obeys: boolean, subject: CompiledSubject) => string;
  readonly obeys: (reading: AnswerReading) => boolean;
  /** How well an answer obeys, for comparing two of them. */
  readonly score: Taste;
  /** The sentences of a revised answer, which keeps as much as it can. It may still break the principle, so callers check it. */
  readonly revise: (
    sentences: readonly SentenceReading[],
    subject: CompiledSubject,
    random: () => number,
  ) => readonly string[];
}

/** What a sentence says without its intro, or null for one that says nothing. */
export function clauseOf(sentence: SentenceReading): string | null {
  if (sentence.kind !== "statement" && sentence.kind !== "remark") return null;
  for (const { clause } of unwrap(sentence.text)) {
    const found = clauses.get(clause.toLowerCase());
    if (found !== undefined) return found.wording;
  }
  return null;
}

/** The sentence without its manner; a mere flourish vanishes. */
export function bare(sentence: SentenceReading, random: () => number): string[] {
  const clause = clauseOf(sentence);
  return clause === null ? [] : [wrap(clause, null, random)];
}

/** A random fact about a subject, introduced in a manner or bare. */
export function factAbout(subject: CompiledSubject, manner: MannerName | null, random: () => number): string {
  return wrap(expand(pick(subject.facts, random), random), manner, random);
}

/** Up to this many words an answer has room for one more sentence. */
const ROOM_FOR_ONE_MORE = 18;

/** Adds a flourish of a manner in front or at the end; in a long answer it takes the place of another flourish. */
export function withFlourish(
  sentences: readonly SentenceReading[],
  manner: MannerName,
  subject: CompiledSubject,
  random: () => number,
): string[] {
  const texts = sentences.map(({ text }) => text);
  const said = flourish(manner, pick(partNames, random), subject.noun, random);
  const dispensable = sentences.flatMap(({ kind }, i) => (kind === "statement" ? [] : [i]));
  if (wordsOf(texts.join(" ")).length > ROOM_FOR_ONE_MORE && dispensable.length > 0) {
    return texts.toSpliced(pick(dispensable, random), 1, said);
  }
  return random() < 0.5 ? [said, ...texts] : [...texts, said];
}
