import { expect, test } from "vitest";
import { importLines } from "../../../../client/lab/cards/imports-card.ts";

const one = { file: "hh.jsonl.gz", at: "2026-11-30T12:00:00Z", rows: 2_312, comparisons: 2_304 };

test("an import is told with what is learnt from it, and why not from the others", () => {
  const learnt = { comparisons: 118, unread: { longAnswer: 86, longPrompt: 2_100 } };
  expect(importLines({ ...one, leftOut: { equal: 8 }, learnt })).toEqual([
    "2,304 comparisons were stored from 2,312 rows. Rows left out: 8 because both answers are equal.",
    "The model learns from 118 of 2,304. Not from the others: 2,100 because the prompt is too long for the model; 86 because an answer is too long for the model.",
  ]);
});

test("before the trainer has read it, and where nothing is left out, no more is said than is known", () => {
  expect(importLines({ ...one, leftOut: {}, learnt: null })).toEqual([
    "2,304 comparisons were stored from 2,312 rows.",
    "The trainer hasn’t read them yet.",
  ]);
  expect(importLines({ ...one, leftOut: {}, learnt: { comparisons: 2_304, unread: {} } })[1]).toBe(
    "The model learns from 2,304 of 2,304.",
  );
});
