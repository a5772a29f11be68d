import { expect, test } from "vitest";
import { preferenceOf, unpairedOf } from "../../../server/datasets/dataset-forms.ts";
import { readPreference, UnusableComparison } from "../../../server/datasets/read-preference.ts";

const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });

test("TRL's preference format: texts as they are, messages by their content", () => {
  const plain = { prompt: "The sky is", chosen: " blue.", rejected: " green." };
  expect(readPreference({ ...plain, score_chosen: 9 })).toEqual(plain);
  const expected = { prompt: "What color is the sky?", chosen: "It is blue.", rejected: "It is green." };
  const conversational = {
    prompt: [user(expected.prompt)],
    chosen: [assistant(expected.chosen)],
    rejected: [assistant(expected.rejected)],
  };
  expect(readPreference(conversational)).toEqual(expected);
  const implicit = {
    chosen: [...conversational.prompt, ...conversational.chosen],
    rejected: [...conversational.prompt, ...conversational.rejected],
  };
  expect(readPreference(implicit)).toEqual(expected);
  expect(readPreference({ prompt: null, ...implicit })).toEqual(expected);
});

test("HH-RLHF: the question of one turn, the transcript of several", () => {
  expect(
    readPreference({ chosen: "\n\nHuman: Why?\n\nAssistant: So.", rejected: "\n\nHuman: Why?\n\nAssistant: No." }),
  ).toEqual({ prompt: "Why?", chosen: "So.", rejected: "No." });
  const before = "\n\nHuman: Why?\n\nAssistant: What?\n\nHuman: This.\n\nAssistant:";
  expect(readPreference({ chosen: `${before} So.`, rejected: `${before} No.` })).toEqual({
    ...{ prompt: before, chosen: "So.", rejected: "No." },
  });
  const messages = [user("Why?"), assistant("What?"), user("This.")];
  expect(
    readPreference({ chosen: [...messages, assistant("So.")], rejected: [...messages, assistant("No.")] }).prompt,
  ).toBe(before);
});

test.each([
  ["equal answers", { prompt: "p", chosen: "a", rejected: "a" }, "chosen and rejected are equal"],
  ["an empty answer", { prompt: "p", chosen: " ", rejected: "a" }, "chosen is empty"],
  [
    "dialogues that part early",
    { chosen: "\n\nHuman: Why?\n\nAssistant: So.", rejected: "\n\nHuman: How?\n\nAssistant: So." },
    "part before the last answer",
  ],
  ["a NUL", { prompt: "p", chosen: "a\0", rejected: "b" }, "NUL"],
  ["a huge prompt", { prompt: "é".repeat(40_000), chosen: "a", rejected: "b" }, "80000 bytes; at most 65536"],
])("%s can't be used", (_name, row, message) => {
  expect(() => readPreference(row)).toThrow(UnusableComparison);
  expect(() => readPreference(row)).toThrow(message);
});

test.each([
  [
    "other columns",
    { prompt: "p", completion: "c", label: true },
    "columns prompt, completion, label, and no chosen and no rejected",
  ],
  ["one column missing", { prompt: "p", chosen: "c" }, "columns prompt, chosen, and no rejected"],
  ["a list", [], "no object"],
  ["numbers", { prompt: "p", chosen: 1, rejected: 2 }, "chosen is neither a text nor a list of messages"],
  ["neither a prompt nor dialogues", { chosen: "a", rejected: "b" }, "no dialogues"],
])("%s are another kind of file", (_name, row, message) => {
  expect(() => readPreference(row)).not.toThrow(UnusableComparison);
  expect(() => readPreference(row)).toThrow(message);
});

test("a split crowd prefers what got more of its verdicts; ties and both-bad pairs prefer nothing", () => {
  const pair = { prompt: "p", a: "left", b: "right", bothBad: 0 };
  expect(preferenceOf({ ...pair, label: 0.6 })).toEqual({ prompt: "p", chosen: "left", rejected: "right" });
  expect(preferenceOf({ ...pair, label: 0.2 })).toEqual({ prompt: "p", chosen: "right", rejected: "left" });
  expect(preferenceOf({ ...pair, label: 0.5 })).toBeNull();
  expect(preferenceOf({ ...pair, label: 0.75, bothBad: 0.5 })).toBeNull();
  expect(unpairedOf({ ...pair, label: 0.5 })).toEqual([]);
  expect(unpairedOf({ ...pair, label: 0.5, bothBad: 1 }).map(({ label }) => label)).toEqual([false, false]);
});
