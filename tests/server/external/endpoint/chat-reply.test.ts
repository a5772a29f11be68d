import { describe, expect, test } from "vitest";
import { readReply } from "../../../../server/external/endpoint/chat-reply.ts";

const TEXT = "Cats purr when they are calm.";
const whole = {
  ...{ id: "c1", object: "chat.completion", created: 1, model: "m" },
  choices: [{ index: 0, message: { role: "assistant", content: TEXT }, finish_reason: "stop" }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
};
const [choice] = whole.choices;
const read = (body: unknown, room = 100) => readReply(body, room);

test.each<[string, unknown]>([
  ["as OpenAI's reference has it", whole],
  ["with the text alone", { choices: [{ message: { content: TEXT } }] }],
  [
    "of vLLM",
    {
      ...whole,
      choices: [
        {
          ...choice,
          logprobs: null,
          stop_reason: null,
          message: { ...choice!.message, tool_calls: [], reasoning_content: null },
        },
      ],
      prompt_logprobs: null,
    },
  ],
  [
    "of llama.cpp",
    {
      ...whole,
      timings: { predicted_n: 5 },
      system_fingerprint: "b1",
      choices: [{ finish_reason: "stop", index: 0, message: choice!.message }],
    },
  ],
  ["of Ollama", { ...whole, system_fingerprint: "fp_ollama" }],
  [
    "of Ollama's own API",
    {
      model: "m",
      message: { role: "assistant", content: TEXT },
      done: true,
      done_reason: "stop",
      prompt_eval_count: 10,
      eval_count: 5,
    },
  ],
  [
    "of LM Studio",
    {
      ...whole,
      stats: {},
      choices: [{ ...choice, logprobs: null, message: { ...choice!.message, reasoning_content: "", tool_calls: [] } }],
    },
  ],
  ["of TGI", { ...whole, object: "", choices: [{ ...choice, finish_reason: "eos_token", logprobs: null }] }],
  [
    "of OpenRouter",
    {
      ...whole,
      provider: "x",
      choices: [
        {
          ...choice,
          native_finish_reason: "stop",
          logprobs: null,
          message: { ...choice!.message, refusal: null, reasoning: null },
        },
      ],
    },
  ],
  [
    "of Anthropic's own API",
    {
      type: "message",
      role: "assistant",
      content: [{ type: "text", text: TEXT }],
      stop_reason: "end_turn",
      usage: { input_tokens: 10, output_tokens: 5 },
    },
  ],
  [
    "of the older completions",
    { object: "text_completion", choices: [{ text: TEXT, index: 0, logprobs: null, finish_reason: "stop" }] },
  ],
  ["with an error that is none", { ...whole, error: null }],
  ["with an index that is odd", { ...whole, choices: [{ ...choice, index: "first" }] }],
  ["with an end that is odd", { ...whole, choices: [{ ...choice, finish_reason: 7 }] }],
  ["with a role that is odd", { ...whole, choices: [{ ...choice, message: { role: null, content: TEXT } }] }],
  ["with the text in the second choice", { ...whole, choices: [{ message: { content: "" } }, choice] }],
  ["with a choice that is none", { ...whole, choices: [null, choice] }],
  ["with a message that is a text", { ...whole, choices: [{ message: TEXT }] }],
  ["with one part", { choices: [{ message: { content: [{ type: "text", text: TEXT }] } }] }],
  [
    "with two parts",
    {
      choices: [
        {
          message: {
            content: [
              { type: "text", text: "Cats purr " },
              { type: "text", text: "when they are calm." },
            ],
          },
        },
      ],
    },
  ],
  ["with parts that are texts", { choices: [{ message: { content: ["Cats purr ", "when they are calm."] } }] }],
  ["with a part without type", { choices: [{ message: { content: [{ text: TEXT }] } }] }],
  [
    "with a part whose text has a value",
    { choices: [{ message: { content: [{ type: "text", text: { value: TEXT } }] } }] },
  ],
  ["with one part and no list", { choices: [{ message: { content: { type: "text", text: TEXT } } }] }],
  [
    "with parts that are no text",
    {
      choices: [
        { message: { content: [null, 7, { type: "image_url", image_url: {} }, { type: "output_text", text: TEXT }] } },
      ],
    },
  ],
  ["with parts in parts", { choices: [{ message: { content: [[{ type: "text", text: TEXT }]] } }] }],
  [
    "with a message in a part",
    { choices: [{ message: { content: [{ type: "message", content: [{ type: "output_text", text: TEXT }] }] } }] },
  ],
  [
    "with a part of several texts",
    { choices: [{ message: { content: [{ type: "text", text: ["Cats purr ", "when they are calm."] }] } }] },
  ],
  ["with output_text", { choices: [{ message: { content: [{ type: "output_text", output_text: TEXT }] } }] }],
  ["with parts as Google names them", { choices: [{ message: { content: { parts: [{ text: TEXT }] } } }] }],
  [
    "with a part that is null first",
    { choices: [{ message: { content: [{ type: "text", text: null }, { text: TEXT }] } }] },
  ],
  ["with a message that is a list", { choices: [{ message: [{ role: "assistant", content: TEXT }] }] }],
  [
    "with references between its parts",
    {
      choices: [
        {
          message: {
            content: [
              { text: "Cats purr " },
              { type: "reference", reference_ids: [1] },
              { text: "when they are calm." },
            ],
          },
        },
      ],
    },
  ],
  ["with a tool's part", { choices: [{ message: { content: [{ type: "tool_use", input: {} }, { text: TEXT }] } }] }],
  ["with null in the place of content", { choices: [{ message: { content: null, text: TEXT } }] }],
  ["with odd log-probabilities", { ...whole, choices: [{ ...choice, logprobs: { content: "none" } }] }],
  ["with a piece of a stream", { choices: [{ delta: { content: TEXT }, finish_reason: "stop" }] }],
])("an answer %s is taken", (_, body) => {
  expect(read(body)).toMatchObject({ text: TEXT, thought: false, cut: false, declined: false, firstToken: null });
});

test.each<[string, unknown]>([
  [
    "parts",
    {
      content: [
        { type: "thinking", thinking: [{ type: "text", text: "Hm." }] },
        { type: "text", text: TEXT },
      ],
    },
  ],
  [
    "parts of reasoning",
    {
      content: [
        { type: "reasoning", text: "Hm." },
        { type: "text", text: TEXT },
      ],
    },
  ],
  ["a part that is marked", { content: [{ text: "Hm.", thought: true }, { text: TEXT }] }],
  [
    "a part that is hidden",
    {
      content: [
        { type: "redacted_thinking", data: "x" },
        { type: "text", text: TEXT },
      ],
    },
  ],
  [
    "two parts with a tag in each",
    {
      content: [
        { type: "text", text: "<think>Hm." },
        { type: "text", text: `</think>${TEXT}` },
      ],
    },
  ],
  ["reasoning_content", { content: TEXT, reasoning_content: "Hm." }],
  ["reasoning", { content: TEXT, reasoning: "Hm." }],
  ["reasoning as fields", { content: TEXT, reasoning: { text: "Hm." } }],
  ["reasoning_details", { content: TEXT, reasoning_details: [{ type: "reasoning.text", text: "Hm." }] }],
  ["thinking", { content: TEXT, thinking: "Hm." }],
  ["the text", { content: `<think>Hm.</think>${TEXT}` }],
])("thoughts in %s are left out", (_, message) => {
  expect(read({ choices: [{ message, finish_reason: "stop" }] })).toMatchObject({ text: TEXT, thought: true });
});

test.each<[string, unknown]>([
  ["nothing", null],
  ["a list", []],
  ["a text", "ok"],
  ["other fields", { hello: 1 }],
  ["no choice", { choices: [] }],
  ["choices that are none", { choices: "one" }],
  ["a choice without message", { choices: [{ finish_reason: "stop" }] }],
  ["an error", { error: { message: "no" } }],
  ["a notice", { message: "Hello World" }],
  ["a detail", { detail: "Not Found" }],
  ["parts without end", { choices: [{ finish_reason: "stop", message: null }] }],
])("%s is no answer", (_, body) => expect(read(body)).toBeNull());

describe("how it ended", () => {
  const ended = (end: object, room?: number) => read({ ...whole, choices: [{ ...choice, ...end }] }, room);
  test.each(["length", "max_tokens", "MAX_TOKENS", "model_length", "max_output_tokens"])("%s: it was cut", (end) => {
    expect(ended({ finish_reason: end })!.cut).toBe(true);
  });
  test("without a word, it was cut where its tokens fill the room", () => {
    expect(ended({ finish_reason: null }, 5)!.cut).toBe(true);
    expect(ended({ finish_reason: null }, 6)!.cut).toBe(false);
    expect(ended({ finish_reason: "stop" }, 5)!.cut).toBe(false);
  });
  test.each(["length", "content_filter"])("%s: it has answered, with nothing, also without a message", (end) => {
    expect(ended({ finish_reason: end, message: null })).toMatchObject({ text: "" });
    expect(ended({ finish_reason: end, message: {} })).toMatchObject({ text: "" });
  });
  test.each<[string, object]>([
    ["by a filter", { finish_reason: "content_filter" }],
    ["by the model", { message: { content: null, refusal: "I can't help with that." } }],
    ["by a part", { message: { content: [{ type: "refusal", refusal: "No." }] } }],
  ])("declined %s", (_, end) => expect(ended(end)!.declined).toBe(true));
});
