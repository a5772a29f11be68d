import type { AnswerReading, SentenceReading } from "../describe-answer.ts";
import type { CompiledSubject } from "../grammar/lexicon.ts";
import type { Taste } from "../tastes/judged-answer.ts";

/** A rule for answers that the world's own grammar can judge and obey. */
export interface Principle {
  /** As a class reads it. */
  readonly description: string;
  /** What the model reads when it is asked to revise by this principle: one to three tokens. */
  readonly word: string;
  /** One sentence in the world's language on an answer that obeys the principle or doesn't. */
  readonly critique: (obeys: boolean, subject: CompiledSubject) => string;
  readonly obeys: (reading: AnswerReading) => boolean;
  /** Which of two answers obeys more: higher is better. */
  readonly score: Taste;
  /** The sentences of an answer that keeps what it can of the one given. It may still break the principle: its caller looks. */
  readonly revise: (
    sentences: readonly SentenceReading[],
    subject: CompiledSubject,
    random: () => number,
  ) => readonly string[];
}
