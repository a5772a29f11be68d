import { expect, test } from "vitest";
import { readRow } from "../../../../server/datasets/comparisons/read-row.ts";
import { UnusableRow } from "../../../../server/datasets/dataset-problem.ts";
import { ASKED, assistant, EXPECTED, SAID, system, user, WHOLE } from "../../../support/comparison-rows.ts";

test.each([
  ["equal", { prompt: "p", chosen: "a", rejected: "a\n" }, "chosen and rejected are equal"],
  ["empty", { prompt: "p", chosen: " ", rejected: "a" }, "chosen is empty"],
  ["empty", { prompt: "p", chosen: "a", rejected: "\u200b\u00a0" }, "rejected is empty"],
  ["missing", { prompt: " ", chosen: "a", rejected: "b" }, "prompt is empty"],
  ["missing", { prompt: "p", answers: ["a", "b"], best: 5, worst: 0 }, "best is 5, and there are 2 answers"],
  ["missing", { prompt: "p", answers: null, ranks: [1] }, "answers is null"],
  ["mixed", { history: [user("Other?")], ...EXPECTED }, "history holds another question"],
  ["mixed", { prompt: [user("Why?"), assistant("What?")], chosen: "a", rejected: "b" }, "ends with an answer"],
  ["tie", { ...EXPECTED, score_chosen: "7,5", score_rejected: 7.5 }, "are equal (7.5)"],
  ["empty", { prompt: "p", chosen: [], rejected: [assistant("a")] }, "chosen is an empty list"],
  [
    "empty",
    { chosen: "\n\nHuman: Why?\n\nAssistant: So.", rejected: "\n\nHuman: Why?\n\nAssistant:" },
    "rejected is empty",
  ],
  ["missing", { prompt: "p", chosen: "a", rejected: null }, "rejected is null"],
  ["missing", { prompt: null, chosen: "The sun", rejected: "The rain" }, "prompt is null"],
  [
    "missing",
    { prompt: [user("Why?")], chosen: [{ role: "assistant", content: null }], rejected: "a" },
    "chosen, message 1: its content is null",
  ],
  ["missing", { chosen: [assistant("a")], rejected: [assistant("b")] }, "no prompt"],
  ["missing", { prompt: [system("s")], chosen: [assistant("a")], rejected: [assistant("b")] }, "no message of a user"],
  ["missing", { prompt: "p", answers: ["a", "b"] }, "neither a rank nor a score"],
  [
    "apart",
    { chosen: "\n\nHuman: Why?\n\nAssistant: So.", rejected: "\n\nHuman: How?\n\nAssistant: So." },
    "part before the last answer",
  ],
  ["apart", { chosen: "a", rejected: "b" }, "don't begin alike"],
  ["apart", { prompt: "Other?", ...WHOLE }, "The prompt is not in the conversations"],
  [
    "goesOn",
    {
      chosen: "\n\nHuman: Why?\n\nAssistant: So.",
      rejected: "\n\nHuman: Why?\n\nAssistant: No.\n\nHuman: Go on\n\nAssistant: No.",
    },
    "rejected goes on",
  ],
  ["goesOn", { prompt: "Why?", chosen: "So.", rejected: "No.\n\nHuman: And?\n\nAssistant: So." }, "rejected goes on"],
  [
    "goesOn",
    { prompt: "\n\nHuman: Why?\n\nAssistant:", chosen: " So.\n\nHuman: And?", rejected: " No." },
    "chosen goes on",
  ],
  ["goesOn", { chosen: [...WHOLE.chosen, user("And?")], rejected: WHOLE.rejected }, "chosen goes on"],
  ["goesOn", { prompt: ASKED, chosen: [assistant("a"), assistant("b")], rejected: [assistant("c")] }, "chosen goes on"],
  ["role", { prompt: [{ role: "tool", content: "4" }], ...SAID }, 'prompt, message 1 has the role "tool"'],
  [
    "role",
    { chosen: [{ from: "narrator", value: "x" }, assistant("y")], rejected: WHOLE.rejected },
    'chosen, message 1 has the role "narrator"',
  ],
  ["media", { prompt: [{ role: "user", content: [{ type: "image_url", image_url: {} }] }], ...SAID }, "image_url"],
  ["mixed", { prompt: "p", chosen: "a", rejected: [assistant("b")] }, "chosen is a text and rejected has messages"],
  ["mixed", { prompt: "p", chosen: [assistant("b")], rejected: "a" }, "rejected is a text and chosen has messages"],
  [
    "mixed",
    { prompt: "p", chosen: 1, rejected: 2 },
    "chosen is neither a text nor a list of messages with role and content, but a number (1)",
  ],
  ["mixed", { prompt: ["p", "q"], chosen: ["a", "b"], rejected: ["c", "d"] }, 'orient="records", lines=True'],
  ["mixed", { prompt: { 0: "p" }, chosen: { 0: "a" }, rejected: { 0: "b" } }, "columns in the place of rows"],
  ["mixed", { prompt: "p", chosen: "[{'role': 'assistant', 'content': 'a'}]", rejected: "b" }, "json.dumps"],
  ["tie", { ...EXPECTED, score_chosen: 7, score_rejected: "7.0" }, "score_chosen and score_rejected are equal (7)"],
  ["tie", { ...EXPECTED, "chosen-rating": 2, "rejected-rating": 4 }, "contradict"],
  ["tie", { prompt: "p", response_a: "a", response_b: "b", winner: "tie (bothbad)" }, "prefers neither"],
  ["tie", { prompt: "p", answers: ["a", "b"], scores: [1, 1] }, "prefers none"],
  ["characters", { prompt: "p", chosen: "a\0", rejected: "b" }, "NUL"],
  ["characters", { prompt: "p", chosen: "Hi \ud83d there", rejected: "b" }, "chosen holds half of a character"],
  ["characters", { prompt: [user("x\udc00")], ...SAID }, "prompt holds half of a character"],
  ["tooLarge", { prompt: "é".repeat(40_000), chosen: "a", rejected: "b" }, "80000 bytes; at most 65536"],
])("%s: %j can't be used", (reason, row, message) => {
  let caught: unknown;
  try {
    readRow(row);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(UnusableRow);
  expect(caught).toMatchObject({ reason, message: expect.stringContaining(message) });
});

test.each([
  ["other columns", { text: "p", source: "web" }, "columns text, source, and no chosen and no rejected"],
  ["one column missing", { prompt: "p", chosen: "c" }, "columns prompt, chosen, and no rejected"],
  ["a list", [], "It is no object, but an empty list"],
])("%s are another kind of file", (_name, row, message) => {
  expect(() => readRow(row)).not.toThrow(UnusableRow);
  expect(() => readRow(row)).toThrow(message);
});
