import { expect, test } from "vitest";
import { assistant, comparisonsIn, system, user } from "../../../support/comparison-rows.ts";

const one = (row: unknown) => comparisonsIn(row)[0]!;

test.each([
  ["user", "assistant"],
  ["Human", "Assistant"],
  ["human", "gpt"],
  ["user", "model"],
  ["USER", "bot"],
  ["prompter", "chatbot"],
  ["<|user|>", "<|assistant|>"],
])("a conversation of %s and %s keeps its turns", (asks, answers) => {
  const before = [
    { role: asks, content: "Why do cats purr?" },
    { role: answers, content: "They are calm." },
    { role: asks, content: "And dogs?" },
  ];
  const row = {
    chosen: [...before, { role: answers, content: "They wag." }],
    rejected: [...before, { role: answers, content: "No." }],
  };
  expect(one(row)).toEqual({
    prompt: "\n\nHuman: Why do cats purr?\n\nAssistant: They are calm.\n\nHuman: And dogs?\n\nAssistant:",
    turns: [user("Why do cats purr?"), assistant("They are calm."), user("And dogs?")],
    chosen: "They wag.",
    rejected: "No.",
  });
});

test("a transcript of several turns is a conversation too", () => {
  const before = "\n\nHuman: Why?\n\nAssistant: What?\n\nHuman: This.\n\nAssistant:";
  const expected = {
    prompt: before,
    turns: [user("Why?"), assistant("What?"), user("This.")],
    chosen: "So.",
    rejected: "No.",
  };
  expect(one({ chosen: `${before} So.`, rejected: `${before} No.` })).toEqual(expected);
  expect(one({ prompt: before, chosen: "So.", rejected: "No." })).toEqual(expected);
});

test.each([
  ["messages", [user("Why?"), assistant("What?")]],
  ["pairs", [["Why?", "What?"]]],
  ["messages with the question", [user("Why?"), assistant("What?"), user("This.")]],
  ["messages with an answer too", [user("Why?"), assistant("What?"), user("This."), assistant("So.")]],
])("a history of %s stands before the question", (_name, history) => {
  expect(one({ history, prompt: "This.", chosen: "So.", rejected: "No." })).toEqual({
    prompt: "\n\nHuman: Why?\n\nAssistant: What?\n\nHuman: This.\n\nAssistant:",
    turns: [user("Why?"), assistant("What?"), user("This.")],
    ...{ chosen: "So.", rejected: "No." },
  });
});

test("words of the system may stand before a transcript; our own are read again as they were written", () => {
  const row = {
    prompt: [system("Be brief."), user("Why?")],
    chosen: [assistant(" So.")],
    rejected: [assistant("No.")],
  };
  const { turns, ...written } = one(row);
  expect(one(written)).toEqual({ ...written, turns });
  const whole = (answer: string) => `Be brief.\n\nHuman: Why?\n\nAssistant: ${answer}`;
  expect(one({ chosen: whole(" So."), rejected: whole("No.") })).toEqual({ ...written, turns });
  const question = "What does this mean?\n\nHuman: Go on.\n\nAssistant: No.";
  expect(one({ prompt: question, chosen: "a", rejected: "b" })).toEqual({
    prompt: question,
    chosen: "a",
    rejected: "b",
  });
});

test("a word and a colon at the beginning of a text are no mark by themselves", () => {
  const row = { prompt: "System: what is it?", chosen: "AI: artificial intelligence.", rejected: "Nothing." };
  expect(one(row)).toEqual(row);
});

test("words of the system come first, from a message, from the prompt's messages or from a column", () => {
  const turns = [system("Be brief."), user("Why?")];
  const expected = { prompt: "Be brief.\n\nHuman: Why?\n\nAssistant:", turns, chosen: "So.", rejected: "No." };
  const sides = { chosen: [assistant("So.")], rejected: [assistant("No.")] };
  expect(one({ prompt: turns, ...sides })).toEqual(expected);
  expect(one({ system: "Be brief.", question: "Why?", chosen: "So.", rejected: "No." })).toEqual(expected);
  const whole = { chosen: [user("Why?"), assistant("So.")], rejected: [user("Why?"), assistant("No.")] };
  expect(one({ prompt: turns, ...whole })).toEqual(expected);
  expect(one({ system: "", question: "Why?", chosen: "So.", rejected: "No." }).turns).toBeUndefined();
});

test("TRL's implicit prompt of texts is what both begin with, up to a space", () => {
  expect(one({ chosen: "Cats like to sleep in the sun.", rejected: "Cats like to sleep in the rain." })).toEqual({
    ...{ prompt: "Cats like to sleep in the", chosen: " sun.", rejected: " rain." },
  });
  expect(one({ chosen: "The sky is blue.", rejected: "The sky is bluish." })).toMatchObject({ chosen: " blue." });
});
