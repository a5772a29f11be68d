import { expect, test } from "vitest";
import { readRow } from "../../../../server/datasets/comparisons/read-row.ts";
import { type Thumb, thumbPairs } from "../../../../server/datasets/comparisons/thumbs.ts";

const thumb = (prompt: string, completion: string, label: unknown) => readRow({ prompt, completion, label }) as Thumb;

test.each([true, 1, 1n, "True", "good", "👍"])("%s is a thumb up", (label) => {
  expect(thumb("p", " a ", label)).toEqual({ prompt: "p", completion: " a ", wanted: true });
});

test.each([false, 0, 0n, "false", "-1", "👎"])("%s is a thumb down", (label) => {
  expect(thumb("p", "a", label).wanted).toBe(false);
});

test("answers may be messages, or whole conversations", () => {
  const question = { role: "user", content: "Why?" };
  const answer = { role: "assistant", content: "So." };
  const expected = { prompt: "Why?", completion: "So.", wanted: true };
  expect(readRow({ prompt: [question], completion: [answer], label: true })).toEqual(expected);
  expect(readRow({ completion: [question, answer], label: true })).toEqual(expected);
});

test.each([
  [{ prompt: "p", completion: "a", label: null }, "label is null"],
  [{ prompt: "p", completion: "a", label: "perhaps" }, "true or false is expected"],
  [{ prompt: "p", completion: " ", label: true }, "completion is empty"],
  [{ completion: "The sun", label: true }, "no prompt"],
])("%j can't be used", (row, message) => {
  expect(() => readRow(row)).toThrow(message);
});

test("a wanted answer meets an unwanted one to the same prompt, each once; the others are told", () => {
  const thumbs = thumbPairs();
  const added = [
    thumbs.add("Line 1", thumb("p", "a", true)),
    thumbs.add("Line 2", thumb("q", "b", false)),
    thumbs.add("Line 3", thumb("p", "c", true)),
    thumbs.add("Line 4", thumb("p", "a", false)), // the same answer: it meets the other
    thumbs.add("Line 5", thumb("p", "d", false)),
    thumbs.add("Line 6", thumb("p", "e", false)),
  ];
  expect(added).toEqual([
    ...[null, null, null],
    { prompt: "p", chosen: "c", rejected: "a" },
    { prompt: "p", chosen: "a", rejected: "d" },
    null,
  ]);
  expect(thumbs.alone()).toEqual(["Line 2", "Line 6"]);
});
