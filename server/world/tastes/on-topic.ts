import { closestStatement, readSentence } from "../describe-answer.ts";
import { subjectOf } from "../grammar/lexicon.ts";
import { sentencesOf, wordsOf } from "../sentences.ts";
import type { Answer } from "./taste.ts";

/** What a word is worth, by the sentence it stands in. */
const worth = { statement: 1, mention: 0.5, sameTopic: 0.1, otherwise: -0.2, otherTopic: -0.5, remark: -1 } as const;

/** The share of words about the subject of the prompt, less those that wander off. */
export function score({ prompt, response }: Answer): number {
  const subject = subjectOf(prompt);
  const value = (sentence: string): number => {
    const statement = closestStatement(sentence);
    if (statement !== null) {
      if (statement.subject === subject?.noun) return worth.statement;
      return statement.topic === subject?.topic ? worth.sameTopic : worth.otherTopic;
    }
    if (readSentence(sentence).kind === "remark") return worth.remark;
    const named = subjectOf(sentence);
    if (named === null) return worth.otherwise;
    return named.noun === subject?.noun ? worth.mention : worth.otherTopic;
  };
  const sum = sentencesOf(response).reduce((total, sentence) => total + value(sentence) * wordsOf(sentence).length, 0);
  return sum / Math.max(1, wordsOf(response).length);
}
