import { expect, test } from "vitest";
import { ASKED, comparisonsIn, EXPECTED, SAID, WHOLE } from "../../../support/comparison-rows.ts";

const one = (row: unknown) => comparisonsIn(row)[0]!;
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
  expect(comparisonsIn(row)).toEqual([EXPECTED]);
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
  const texts = (row: unknown) => comparisonsIn(row).map(({ chosen, rejected }) => `${chosen}>${rejected}`);
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
