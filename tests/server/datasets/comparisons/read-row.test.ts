import { expect, test } from "vitest";
import { type RowContent, readRow } from "../../../../server/datasets/comparisons/read-row.ts";
import { UnusableRow } from "../../../../server/datasets/dataset-problem.ts";
import type { Preference } from "../../../../server/ports/results.ts";

const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });
const system = (content: string) => ({ role: "system", content });

function comparisons(row: unknown): readonly Preference[] {
  const content: RowContent = readRow(row);
  if ("wanted" in content) throw new Error("A thumb is no comparison");
  return content;
}
const one = (row: unknown) => comparisons(row)[0]!;

const EXPECTED = { prompt: "What color is the sky?", chosen: "It is blue.", rejected: "It is green." };
const ASKED = [user(EXPECTED.prompt)];
const SAID = { chosen: [assistant(EXPECTED.chosen)], rejected: [assistant(EXPECTED.rejected)] };
const WHOLE = { chosen: [...ASKED, ...SAID.chosen], rejected: [...ASKED, ...SAID.rejected] };
const part = (text: string) => [{ type: "text", text }];

test.each([
  ["TRL, explicit prompt, texts", { ...EXPECTED, other: 9 }],
  ["TRL, explicit prompt, messages", { prompt: ASKED, ...SAID }],
  ["TRL, implicit prompt, messages", WHOLE],
  ["TRL, a prompt that is null beside whole conversations", { prompt: null, ...WHOLE }],
  ["a text as prompt, messages as answers", { prompt: EXPECTED.prompt, ...SAID }],
  [
    "UltraFeedback, whole conversations beside the prompt",
    { ...EXPECTED, ...WHOLE, messages: WHOLE.chosen, score_chosen: 8.5, score_rejected: 4 },
  ],
  ["a missing score", { ...EXPECTED, score_chosen: null, score_rejected: 3 }],
  [
    "contents in parts",
    {
      prompt: [{ role: "user", content: part(EXPECTED.prompt) }],
      chosen: [{ role: "assistant", content: [...part("It is "), ...part("blue.")] }],
      rejected: [{ role: "assistant", content: part("It is green.") }],
    },
  ],
  [
    "messages as JSON in texts",
    { prompt: JSON.stringify(ASKED), chosen: JSON.stringify(WHOLE.chosen), rejected: JSON.stringify(WHOLE.rejected) },
  ],
  [
    "ShareGPT's names",
    {
      conversations: [{ from: "human", value: EXPECTED.prompt }],
      chosen: { from: "gpt", value: EXPECTED.chosen },
      rejected: { from: "gpt", value: EXPECTED.rejected },
    },
  ],
  [
    "OpenAI's names",
    { input: { messages: ASKED }, preferred_output: SAID.chosen, non_preferred_output: SAID.rejected },
  ],
  ["columns in other letters", { " Prompt": EXPECTED.prompt, CHOSEN: EXPECTED.chosen, Rejected: EXPECTED.rejected }],
  [
    "other names of columns",
    { question: EXPECTED.prompt, chosen_response: EXPECTED.chosen, "rejected-response": EXPECTED.rejected },
  ],
  ["best and worst", { prompt: EXPECTED.prompt, best: EXPECTED.chosen, worst: EXPECTED.rejected }],
  [
    "best and worst as places in a list",
    { prompt: EXPECTED.prompt, responses: [EXPECTED.rejected, "Red.", EXPECTED.chosen], best: 2, worst: 0n },
  ],
  [
    "two answers and a winner",
    { prompt: EXPECTED.prompt, response_a: EXPECTED.rejected, response_b: EXPECTED.chosen, winner: "model_b" },
  ],
  [
    "two numbered answers",
    { prompt: EXPECTED.prompt, response_0: EXPECTED.rejected, response_1: EXPECTED.chosen, better_response_id: 1n },
  ],
  ["battles of Chatbot Arena", { conversation_a: WHOLE.chosen, conversation_b: WHOLE.rejected, winner: "model_a" }],
  [
    "HH-RLHF",
    {
      chosen: "\n\nHuman: What color is the sky?\n\nAssistant: It is blue.",
      rejected: "\n\nHuman: What color is the sky?\n\nAssistant: It is green.",
    },
  ],
  [
    "a transcript as prompt",
    { prompt: "\n\nHuman: What color is the sky?\n\nAssistant:", chosen: EXPECTED.chosen, rejected: EXPECTED.rejected },
  ],
  [
    "marks that the answers begin with",
    { prompt: EXPECTED.prompt, chosen: "\n\nAssistant: It is blue.", rejected: "\n\nAssistant: It is green." },
  ],
  [
    "a mark of the next question with nothing after it",
    {
      chosen: "\n\nHuman: What color is the sky?\n\nAssistant: It is blue.\n\nHuman:",
      rejected: "\n\nHuman: What color is the sky?\n\nAssistant: It is green.\n\nHuman",
    },
  ],
  [
    "line ends of Windows between marks",
    {
      chosen: "\r\n\r\nHuman: What color is the sky?\r\n\r\nAssistant: It is blue.",
      rejected: "\r\n\r\nHuman: What color is the sky?\r\n\r\nAssistant: It is green.",
    },
  ],
  [
    "marks in capitals",
    {
      chosen: "USER: What color is the sky?\nASSISTANT: It is blue.",
      rejected: "USER: What color is the sky?\nASSISTANT: It is green.",
    },
  ],
  [
    "a mark of the next question beside a prompt",
    { prompt: EXPECTED.prompt, chosen: "It is blue.\n\nHuman:", rejected: "It is green." },
  ],
  ["an empty prompt beside whole conversations", { prompt: "", ...WHOLE }],
  [
    "ShareGPT's conversation with its answer",
    {
      conversations: [
        { from: "human", value: EXPECTED.prompt },
        { from: "gpt", value: EXPECTED.chosen },
      ],
      chosen: EXPECTED.chosen,
      rejected: EXPECTED.rejected,
    },
  ],
  [
    "lists as JSON in texts, and places in them",
    { prompt: EXPECTED.prompt, answers: JSON.stringify([EXPECTED.rejected, EXPECTED.chosen]), best: "1", worst: "0" },
  ],
  [
    "a ranking as JSON in texts",
    { prompt: EXPECTED.prompt, answers: JSON.stringify([EXPECTED.rejected, EXPECTED.chosen]), ranks: "[2, 1]" },
  ],
  ["an empty history", { ...EXPECTED, history: [] }],
  [
    "marks after single line ends",
    {
      chosen: "Human: What color is the sky?\nAssistant: It is blue.",
      rejected: "Human: What color is the sky?\nAssistant: It is green.",
    },
  ],
])("%s", (_name, row) => {
  expect(comparisons(row)).toEqual([EXPECTED]);
});

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

test("an instruction has its input below it", () => {
  const answers = { chosen: "Red.", rejected: "Blue." };
  expect(one({ instruction: "Name the color.", input: "A rose", ...answers }).prompt).toBe("Name the color.\n\nA rose");
  expect(one({ instruction: "Name a color.", input: "", ...answers }).prompt).toBe("Name a color.");
});

test("edges of answers and other lists than messages stay as they are", () => {
  const row = { prompt: "p ", chosen: " a\n", rejected: '["b", {"c": 1}]' };
  expect(one(row)).toEqual(row);
});

test("a ranking gives every pair of its answers, the better one first", () => {
  const texts = (row: unknown) => comparisons(row).map(({ chosen, rejected }) => `${chosen}>${rejected}`);
  const prompt = "p";
  expect(texts({ prompt, ranked_answers: ["a", "b", "c"] })).toEqual(["a>b", "a>c", "b>c"]);
  expect(texts({ prompt, answers: ["b", "a", "c"], ranks: [2, 1, 2] })).toEqual(["a>b", "a>c"]);
  expect(
    texts({
      instruction: prompt,
      completions: [
        { response: "b", overall_score: "7" },
        { response: "a", overall_score: 8 },
      ],
    }),
  ).toEqual(["a>b"]);
  expect(
    texts({
      prompt,
      answers: [
        { answer: "a", rank: 1n },
        { answer: "a", rank: 2n },
        { answer: "b", rank: 3n },
      ],
    }),
  ).toEqual(["a>b", "a>b"]);
});

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
