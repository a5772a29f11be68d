import { record, text, type ValueOf } from "./fields.ts";

/** By which an answer can be reported. On the wire it is another in each round, so that nobody knows an answer again. */
export const answerId = text();

/** Two answers to one prompt, as players see them. */
export const pairFields = record("Pair", {
  id: text(),
  prompt: text(),
  a: text(),
  b: text(),
  answerA: answerId,
  answerB: answerId,
});
export type PairView = ValueOf<typeof pairFields>;
