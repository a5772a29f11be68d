import { expect, test } from "vitest";
import { openBudget } from "../../../../server/external/endpoint/budget.ts";
import { CHAT, openChatClient } from "../../../../server/external/endpoint/chat-client.ts";
import type { EndpointError } from "../../../../server/external/endpoint/endpoint-error.ts";
import { type Answer, raw, scriptedEndpoint } from "../../../support/scripted-endpoint.ts";

const TEXT = "Cats purr.";
const question = {
  messages: [{ role: "user", content: "Why?" }],
  maxTokens: 40,
  temperature: 0,
  topLogprobs: 5,
} as const;
const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;
const piece = (delta: object, more: object = {}) => event({ choices: [{ index: 0, delta, ...more }] });
const DONE = "data: [DONE]\n\n";
const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };

async function ask(answer: Answer, settings: object = {}) {
  await using endpoint = await scriptedEndpoint(answer);
  const unlimited = openBudget({ calls: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY });
  const chat = openChatClient({ url: endpoint.url, model: "m", apiKey: null }, unlimited, {
    ...CHAT,
    retries: 0,
    ...settings,
  });
  return await chat.complete(question);
}
const streamed = (...events: string[]): Answer => raw(events.join(""), "text/event-stream");

test.each<[string, Answer]>([
  [
    "piece by piece",
    streamed(
      piece({ role: "assistant", content: "" }),
      piece({ content: "Cats" }),
      piece({ content: " purr." }),
      piece({}, { finish_reason: "stop" }),
      DONE,
    ),
  ],
  ["without an end", streamed(piece({ content: "Cats" }), piece({ content: " purr." }))],
  ["with its last line open", streamed(piece({ content: "Cats purr." }).trimEnd())],
  [
    "with usage in a last event without choices",
    streamed(piece({ content: TEXT }), event({ choices: [], usage }), DONE),
  ],
  [
    "with comments, names and ids",
    streamed(": OPENROUTER PROCESSING\n\n", "event: message\nid: 1\n", piece({ content: TEXT }), ": ping\n\n", DONE),
  ],
  [
    "with other line ends",
    raw(
      [piece({ content: "Cats" }), piece({ content: " purr." }), DONE].join("").replaceAll("\n", "\r\n"),
      "text/event-stream; charset=utf-8",
    ),
  ],
  ["in two halves of a letter", streamed(piece({ content: "Cats" }), piece({ content: " purr." }), DONE)],
  ["under another type", raw([piece({ content: TEXT }), DONE].join(""), "text/plain")],
  [
    "as one whole completion",
    streamed(event({ choices: [{ message: { content: TEXT }, finish_reason: "stop" }] }), DONE),
  ],
  ["in parts", streamed(piece({ content: [{ type: "text", text: "Cats purr." }] }), DONE)],
  ["in texts", streamed(event({ choices: [{ text: "Cats" }] }), event({ choices: [{ text: " purr." }] }), DONE)],
  ["without a space", raw(`${piece({ content: TEXT })}${DONE}`.replaceAll("data: ", "data:"), "text/event-stream")],
  ["with carriage returns alone", raw(piece({ content: TEXT }).replaceAll("\n", "\r"), "text/event-stream")],
  ["behind a byte order mark", streamed(`\uFEFF${piece({ content: TEXT })}`)],
  [
    "with ends that say nothing",
    streamed(piece({ content: "Cats" }, { finish_reason: "" }), piece({ content: " purr." })),
  ],
  ["with a delta that is null", streamed(event({ choices: [{ delta: null }] }), piece({ content: TEXT }), DONE)],
  [
    "beside another answer",
    streamed(
      piece({ content: "Cats" }),
      event({ choices: [{ index: 1, delta: { content: "Dogs" } }] }),
      piece({ content: " purr." }),
    ),
  ],
  [
    "as a growing message",
    streamed(...["Cats", TEXT].map((content) => event({ choices: [{ message: { content } }] }))),
  ],
  [
    "as lines of JSON",
    raw(
      [{ content: "Cats" }, { content: " purr." }].map((delta) => JSON.stringify({ choices: [{ delta }] })).join("\n"),
    ),
  ],
  [
    "as lines of Ollama's own API",
    raw(
      ["Cats", " purr.", ""]
        .map((content, i) =>
          JSON.stringify({ message: { content }, done: i === 2, ...(i === 2 ? { eval_count: 3 } : {}) }),
        )
        .join("\n"),
      "application/x-ndjson",
    ),
  ],
  [
    "as a list of pieces",
    raw(JSON.stringify(["Cats", " purr."].map((content) => ({ choices: [{ delta: { content } }] })))),
  ],
  [
    "as none, whatever its type says",
    raw(JSON.stringify({ choices: [{ message: { content: TEXT } }] }), "text/event-stream"),
  ],
  ["with events that are no JSON", streamed("data: hello\n\n", piece({ content: TEXT }), "data: {\n\n", DONE)],
])("an answer that streams is read %s", async (_, answer) => {
  expect(await ask(answer)).toMatchObject({ text: TEXT, thought: false, cut: false });
});

test.each<[string, string]>([
  ["beside the text", piece({ reasoning_content: "Hm." })],
  ["beside the text, by another name", piece({ reasoning: "Hm." })],
  ["in parts", piece({ content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm." }] }] })],
  ["in the text", piece({ content: "<think>Hm." }) + piece({ content: "</think>" })],
])("thoughts that stream %s are left out", async (_, thoughts) => {
  expect(await ask(streamed(thoughts, piece({ content: TEXT }), DONE))).toMatchObject({ text: TEXT, thought: true });
});

test("what a stream says of its end, its tokens and its first token counts", async () => {
  const chances = [{ token: "C", logprob: -0.5, top_logprobs: [] }];
  const answer = streamed(
    piece({ content: "C" }, { logprobs: { content: chances } }),
    piece({}, { finish_reason: "length" }),
    event({ choices: [], usage }),
    DONE,
  );
  expect(await ask(answer)).toMatchObject({ cut: true, tokens: 7, firstToken: [{ token: "C", logprob: -0.5 }] });
});

test("a stream is left when its answer has ended, open as it stays", async () => {
  const answer: Answer = (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(piece({ content: TEXT }) + piece({}, { finish_reason: "stop" }));
  };
  expect((await ask(answer)).text).toBe(TEXT);
});

test("a stream is left when it says that it is over, open as it stays", async () => {
  const answer: Answer = (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(piece({ content: TEXT }) + DONE);
  };
  expect((await ask(answer)).text).toBe(TEXT);
});

/** Sends more and more until it is cut off. */
const endless =
  (chunk: string, type: string): Answer =>
  (response) => {
    response.writeHead(200, { "content-type": type });
    const more = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };

test.each<[string, Answer, object, string, RegExp]>([
  [
    "words",
    endless(piece({ content: "cats and ".repeat(100) }), "text/event-stream"),
    {},
    "garbage",
    /more than 1000000 bytes/,
  ],
  ["comments", endless(": ping\n\n".repeat(1000), "text/event-stream"), {}, "garbage", /more than 1000000 bytes/],
  ["JSON", endless(`{"choices":${"[".repeat(1000)}`, "application/json"), {}, "garbage", /more than 1000000 bytes/],
  [
    "a word now and then",
    (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const ticking = setInterval(() => response.write(piece({ content: "and " })), 20);
      response.once("close", () => clearInterval(ticking));
    },
    { timeoutMs: 300 },
    "timeout",
    /no whole answer within 0.3 s.*ENDPOINT_TIMEOUT/,
  ],
])("a server that sends %s for ever is cut off", async (_, answer, settings, problem, message) => {
  const failure = await ask(answer, settings).then(
    () => null,
    (reason: EndpointError) => reason,
  );
  expect(failure).toMatchObject({ problem, message: expect.stringMatching(message) });
});

test("an error that streams is told", async () => {
  await expect(ask(streamed(event({ error: { message: "overloaded", code: 529 } })))).rejects.toMatchObject({
    problem: "busy",
  });
});
