import { describe, expect, test } from "vitest";
import { readReply } from "../../../../server/external/endpoint/chat-reply.ts";

const read = (body: unknown) => readReply(body, 100);
const whole = { choices: [{ message: { content: "Cats purr." } }] };

test.each<[unknown, number | null]>([
  [{ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }, 15],
  [{ prompt_tokens: 10, completion_tokens: 5 }, 15],
  [{ input_tokens: 10, output_tokens: 5 }, 15],
  [{ prompt_tokens: 10, completion_tokens: 5, total_tokens: null }, 15],
  [{ prompt_tokens: 10, completion_tokens: 5, total_tokens: 0 }, 15],
  [{ completion_tokens: 5 }, null],
  [{ prompt_tokens: 10, completion_tokens: 5, total_tokens: 3 }, 15],
  [{ prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: null, completion_tokens_details: "none" }, 15],
  [{ prompt_tokens: null, completion_tokens: null, total_tokens: null }, null],
  [{ prompt_tokens: "10", completion_tokens: "5" }, null],
  [{ prompt_tokens: -1, completion_tokens: 5 }, null],
  [{ total_tokens: 1e300 }, null],
  [{ total_tokens: 14.6 }, 15],
  [{ total_tokens: [15] }, null],
  [{ queue_time: 0.1, total_time: 1 }, null],
  [[{ total_tokens: 15 }], null],
  [15, null],
  [true, null],
  [{ total_tokens: null }, null],
  [{ total_tokens: -3 }, null],
  [{ total_tokens: "15" }, null],
  [{}, null],
  [null, null],
  [[], null],
  ["many", null],
])("usage %j tells %j tokens", (usage, tokens) => expect(read({ ...whole, usage })!.tokens).toBe(tokens));

describe("the first token", () => {
  const chances = [
    { token: "A", logprob: -0.1 },
    { token: "B", logprob: -2.3 },
  ];
  const first = (logprobs: unknown) => read({ choices: [{ message: { content: "A" }, logprobs }] })!.firstToken;
  test.each<[string, unknown]>([
    ["as OpenAI has it", { content: [{ token: "A", logprob: -0.1, bytes: [65], top_logprobs: chances }] }],
    [
      "as the older completions have it",
      { tokens: ["A"], token_logprobs: [-0.1], top_logprobs: [{ A: -0.1, B: -2.3 }], text_offset: [0] },
    ],
    [
      "behind white space and marks",
      {
        content: [
          { token: "\n", logprob: 0, top_logprobs: [] },
          { token: "**", logprob: 0 },
          { token: "A", top_logprobs: chances },
        ],
      },
    ],
    [
      "among odd ones",
      {
        content: [
          null,
          {
            token: "A",
            top_logprobs: [...chances, null, { token: 7 }, { token: "C", logprob: "x" }, { token: "D", logprob: 3 }],
          },
        ],
      },
    ],
  ])("is read %s", (_, logprobs) => expect(first(logprobs)).toEqual(chances));
  test.each<[string, unknown, unknown]>([
    ["chosen alone", { content: [{ token: "A", logprob: -0.1 }] }, [chances[0]]],
    ["without a number", { content: [{ token: "A", logprob: null }] }, null],
    ["in an empty list", { content: [] }, null],
    ["in no list", { content: null }, null],
    ["in a list of lists", [[-0.1]], null],
  ])("is read %s as far as it goes", (_, logprobs, expected) => expect(first(logprobs)).toEqual(expected));
  test("of thoughts says nothing of the answer", () => {
    const message = { content: "A", reasoning: "A?" };
    const logprobs = { content: [{ token: "A", top_logprobs: chances }] };
    expect(read({ choices: [{ message, logprobs }] })!.firstToken).toBeNull();
  });
});
