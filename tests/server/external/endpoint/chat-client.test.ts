import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openBudget } from "../../../../server/external/endpoint/budget.ts";
import { CHAT, type ChatSettings, openChatClient } from "../../../../server/external/endpoint/chat-client.ts";
import {
  EndpointError,
  type EndpointProblem,
  retryAfter,
} from "../../../../server/external/endpoint/endpoint-error.ts";
import {
  type Answer,
  fails,
  hangs,
  hangsUp,
  raw,
  type ScriptedEndpoint,
  says,
  scriptedEndpoint,
  stalls,
} from "../../../support/scripted-endpoint.ts";

const UNLIMITED = { calls: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY };
const request = { messages: [{ role: "user", content: "A or B?" }], maxTokens: 8, temperature: 0 } as const;

let endpoint: ScriptedEndpoint;
/** When each request came, milliseconds. */
let times: number[];
beforeEach(async () => {
  endpoint = await scriptedEndpoint(says("A"));
  times = [];
});
afterEach(() => endpoint[Symbol.asyncDispose]());

/** A client that is quicker to try again than the shipped one: it pauses for 20-40 ms, then for 40-80 ms, and so on. */
function client(settings: Partial<ChatSettings> = {}, limits = UNLIMITED, apiKey: string | null = "sk-secret") {
  return openChatClient({ url: endpoint.url, model: "judge-1", apiKey }, openBudget(limits), {
    ...{ ...CHAT, pauseMs: [40, 2_000] },
    ...settings,
  });
}

const timed =
  (answer: Answer): Answer =>
  (response, asked) => {
    times.push(performance.now());
    answer(response, asked);
  };
/** Timers may fire a millisecond early. */
const pauses = () => times.slice(1).map((time, i) => time - times[i]! + 1);

async function problemOf(work: Promise<unknown>): Promise<EndpointError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof EndpointError)) throw new Error(`expected an EndpointError, got ${String(error)}`);
  return error;
}

test("asks in OpenAI's form, at the base address with or without a slash, and counts what it spent", async () => {
  const at = { url: `${endpoint.url}/`, model: "judge-1", apiKey: "sk-secret" };
  const chat = openChatClient(at, openBudget(UNLIMITED));
  expect(await chat.complete({ ...request, topLogprobs: 5 })).toEqual({
    ...{ text: "A", tokens: 100, firstToken: null },
    ...{ thought: false, cut: false, declined: false },
  });
  const [asked] = endpoint.asked;
  expect(asked).toMatchObject({
    path: "/v1/chat/completions",
    headers: { authorization: "Bearer sk-secret", "content-type": "application/json" },
    body: {
      model: "judge-1",
      messages: request.messages,
      max_tokens: 8,
      temperature: 0,
      logprobs: true,
      top_logprobs: 5,
      stream: false,
    },
  });
  expect(chat.spent).toEqual({ calls: 1, tokens: 100 });
});

test("without a key nothing is sent in its place, and log-probabilities are asked for only when wanted", async () => {
  await client({}, UNLIMITED, null).complete(request);
  expect(endpoint.asked[0]!.headers.authorization).toBeUndefined();
  expect(endpoint.asked[0]!.body.logprobs).toBeUndefined();
});

describe("what passes is tried again, with growing pauses", () => {
  test.each<[string, Answer]>([
    ["429", fails(429)],
    ["500", fails(500)],
    ["503", fails(503)],
    ["a hang-up", hangsUp],
    ["a web page", raw("<html><body>Bad gateway</body></html>", "text/html")],
    ["half an answer", raw('{"choices": [')],
    ["another JSON", raw('{"answer": "A"}')],
    ["a web page as error", raw("<html>nginx</html>", "text/html", 502)],
  ])("%s", async (_, bad) => {
    const chat = client();
    await chat.complete(request); // it is known where its API is
    endpoint.script(timed(bad), timed(bad), timed(says("B")));
    expect((await chat.complete(request)).text).toBe("B");
    const [first, second] = pauses();
    expect(first).toBeGreaterThanOrEqual(20);
    expect(second).toBeGreaterThanOrEqual(40);
    expect(endpoint.asked).toHaveLength(4);
  });

  test.each<[string, Answer]>([
    ["silence", hangs],
    ["an answer that never ends", stalls],
  ])("%s, after the timeout", async (_, bad) => {
    endpoint.script(bad, says("B"));
    // A machine that is busy may keep good answers waiting too: how many tries it takes is not the point.
    const chat = client({ timeoutMs: 100, retries: 100 });
    expect((await chat.complete(request)).text).toBe("B");
    expect(chat.spent.calls).toBeGreaterThan(1);
  });
});

describe("gives up", () => {
  test.each<[EndpointProblem, Answer, RegExp]>([
    ["busy", fails(429), /busy \(HTTP 429/],
    ["broken", fails(500), /failed \(HTTP 500/],
    ["timeout", hangs, /no whole answer within 0.04 s/],
    ["garbage", raw("<!doctype html><title>Login</title>", "text/html"), /a web page answers. .*OpenAI-compatible API/],
    ["garbage", raw("data: ok"), /no JSON/],
    ["garbage", raw('{"object": "list"}'), /no chat completion/],
    ["garbage", raw("x".repeat(1_200_000)), /more than 1000000 bytes/],
    ["unreachable", hangsUp, /can't be reached/],
  ])("after the last try: %s", async (problem, bad, message) => {
    endpoint.script(bad);
    const chat = client({ retries: 1, timeoutMs: problem === "timeout" ? 40 : 5_000 });
    const error = await problemOf(chat.complete(request));
    expect(error.problem).toBe(problem);
    expect(error.message).toMatch(message);
    // Where no chat API answers, it may be at another path.
    expect(chat.spent.calls).toBe(problem === "garbage" && !/bytes/.test(error.message) ? 4 : 2);
  });

  test.each<[EndpointProblem, number, RegExp]>([
    ["unauthorized", 401, /refuses the key.*ENDPOINT_KEY/],
    ["unauthorized", 403, /refuses the key/],
    ["refused", 409, /Check its address and the model's name/],
    ["quota", 402, /nothing left to spend/],
  ])("at once, where trying again is of no use: %s, %i", async (problem, status, message) => {
    endpoint.script(fails(status));
    const error = await problemOf(client().complete(request));
    expect(error).toMatchObject({ problem, passing: false });
    expect(error.message).toMatch(message);
    expect(endpoint.asked).toHaveLength(1);
  });

  test("on a port that nobody listens on", async () => {
    await endpoint[Symbol.asyncDispose]();
    const error = await problemOf(client({ retries: 0 }).complete(request));
    expect(error.problem).toBe("unreachable");
    expect(error.message).toMatch(/ECONNREFUSED/);
    endpoint = await scriptedEndpoint(says("A"));
  });

  test("never repeating the key, whatever the endpoint says", async () => {
    endpoint.script(raw('{"error": "Incorrect API key: sk-secret"}', "application/json", 401));
    expect((await problemOf(client().complete(request))).message).not.toContain("sk-secret");
  });
});

describe("Retry-After", () => {
  test("is waited for when it asks for more than the own pause", async () => {
    endpoint.script(
      timed(fails(429, { "retry-after": "0.3" })),
      timed(fails(503, { "retry-after": "0" })),
      timed(says("A")),
    );
    await client().complete(request);
    const [first, second] = pauses();
    expect(first).toBeGreaterThanOrEqual(300);
    expect(second).toBeGreaterThanOrEqual(40);
  });

  test("beyond the longest pause is left to the caller", async () => {
    endpoint.script(fails(429, { "retry-after": "3600" }));
    expect(await problemOf(client().complete(request))).toMatchObject({ problem: "busy", retryAfterMs: 3_600_000 });
    expect(endpoint.asked).toHaveLength(1);
  });

  test("is read as seconds or as a date", () => {
    const noon = Date.parse("2026-11-24T12:00:00Z");
    expect(retryAfter("Tue, 24 Nov 2026 12:00:30 GMT", noon)).toBe(30_000);
    expect(retryAfter("Tue, 24 Nov 2026 11:00:00 GMT", noon)).toBe(0);
    expect(retryAfter("1.5", noon)).toBe(1_500);
    expect(retryAfter("soon", noon)).toBeNull();
    expect(retryAfter(null, noon)).toBeNull();
  });
});

describe("a budget", () => {
  test("of calls counts tries, and stops before the call that would exceed it", async () => {
    endpoint.script(fails(500), says("A"));
    const chat = client({}, { ...UNLIMITED, calls: 3 });
    await chat.complete(request);
    await chat.complete(request);
    expect((await problemOf(chat.complete(request))).problem).toBe("budget");
    expect(endpoint.asked).toHaveLength(3);
    expect(chat.spent.calls).toBe(3);
  });

  test("of tokens counts calls under way at their most, so that calls side by side don't exceed it", async () => {
    const chat = client({}, { ...UNLIMITED, tokens: 25 }); // a call may take 2 + 8
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => chat.complete(request)));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(endpoint.asked).toHaveLength(2);
  });

  test("goes on from what was spent before", () => {
    const budget = openBudget({ calls: 10, tokens: 1_000 }, { calls: 10, tokens: 5 });
    expect(() => budget.reserve(1)).toThrow(/budget of 10 calls is spent/);
  });

  test("that is spent says how to go on", async () => {
    const error = await problemOf(client({}, { ...UNLIMITED, tokens: 4 }).complete(request));
    expect(error.message).toMatch(/budget of 4 tokens is spent.*Raise it/);
    expect(endpoint.asked).toHaveLength(0);
  });
});

test("an abort ends a call under way with its own reason", async () => {
  endpoint.script(hangs);
  const stopping = new AbortController();
  const chat = client();
  const call = chat.complete(request, stopping.signal);
  setTimeout(() => stopping.abort(new Error("stopping")), 20);
  await expect(call).rejects.toThrow("stopping");
  expect(chat.spent.calls).toBe(1);
});

test.each<[string, Answer]>([
  ["of its own", fails(500)],
  ["that the endpoint asked for", fails(429, { "retry-after": "100" })],
])("an abort ends a pause %s with its own reason", async (_, answer) => {
  const stopping = new AbortController();
  endpoint.script((response, asked) => {
    response.once("finish", () => setTimeout(() => stopping.abort(new Error("stopping")), 100));
    answer(response, asked);
  });
  const call = client({ pauseMs: [60_000, 120_000] }).complete(request, stopping.signal);
  await expect(call).rejects.toThrow("stopping");
  expect(endpoint.asked).toHaveLength(1);
});

describe("the key", () => {
  const KEY = "sk-secret";
  const split = "sk-\nsec\u200bret";
  test.each([
    ["a refusal", raw(`no such key: ${split} (${encodeURIComponent(split)})`, "text/plain", 401), "unauthorized"],
    ["a page", raw(`<p>Debug: Bearer ${split}</p>`, "text/html"), "garbage"],
    ["what is no completion", raw(JSON.stringify({ sent: split }), "application/json"), "garbage"],
    ["the answer itself", says(`Your key is ${split}.`), "garbage"],
  ] as const)("is in no message where it is repeated in %s", async (_, answer, problem) => {
    endpoint.script(answer);
    const error = await problemOf(client({ retries: 0 }, UNLIMITED, KEY).complete(request));
    expect(error.problem).toBe(problem);
    expect(error.message).not.toMatch(/sec\W*ret/);
  });
});
