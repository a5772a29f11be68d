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
let pauses: number[];
beforeEach(async () => {
  endpoint = await scriptedEndpoint(says("A"));
  pauses = [];
});
afterEach(() => endpoint[Symbol.asyncDispose]());

function client(settings: Partial<ChatSettings> = {}, limits = UNLIMITED, apiKey: string | null = "sk-secret") {
  return openChatClient(
    { url: endpoint.url, model: "judge-1", apiKey },
    openBudget(limits),
    { sleep: async (ms) => void pauses.push(ms), random: () => 1, now: () => 0 },
    { ...CHAT, ...settings },
  );
}

async function problemOf(work: Promise<unknown>): Promise<EndpointError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof EndpointError)) throw new Error(`expected an EndpointError, got ${String(error)}`);
  return error;
}

test("asks in OpenAI's form, at the base address with or without a slash, and counts what it spent", async () => {
  const chat = openChatClient(
    { url: `${endpoint.url}/`, model: "judge-1", apiKey: "sk-secret" },
    openBudget(UNLIMITED),
    { sleep: async () => {}, random: Math.random, now: Date.now },
  );
  expect(await chat.complete({ ...request, topLogprobs: 5 })).toEqual({ text: "A", tokens: 100, firstToken: null });
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
    endpoint.script(bad, bad, says("B"));
    expect((await client().complete(request)).text).toBe("B");
    expect(pauses).toEqual([500, 1000]);
  });

  test.each<[string, Answer]>([
    ["silence", hangs],
    ["an answer that never ends", stalls],
  ])("%s, after the timeout", async (_, bad) => {
    endpoint.script(bad, says("B"));
    // A machine that is busy may keep good answers waiting too: how many tries it takes is not the point.
    expect((await client({ timeoutMs: 100, retries: 100 }).complete(request)).text).toBe("B");
    expect(pauses[0]).toBe(500);
  });
});

describe("gives up", () => {
  test.each<[EndpointProblem, Answer, RegExp]>([
    ["busy", fails(429), /busy \(HTTP 429/],
    ["broken", fails(500), /failed \(HTTP 500/],
    ["timeout", hangs, /no whole answer within 0.04 s/],
    ["garbage", raw("<!doctype html><title>Login</title>", "text/html"), /a web page: .*Login.*OpenAI-compatible API/],
    ["garbage", raw("data: ok"), /no JSON/],
    ["garbage", raw('{"object": "list"}'), /no chat completion/],
    ["garbage", raw("x".repeat(1_200_000)), /more than 1000000 bytes/],
    ["unreachable", hangsUp, /can't be reached/],
  ])("after the last try: %s", async (problem, bad, message) => {
    endpoint.script(bad);
    const error = await problemOf(
      client({ retries: 1, timeoutMs: problem === "timeout" ? 40 : 5_000 }).complete(request),
    );
    expect(error.problem).toBe(problem);
    expect(error.message).toMatch(message);
    expect(pauses).toEqual([500]);
  });

  test.each<[EndpointProblem, number, RegExp]>([
    ["unauthorized", 401, /refuses the key.*ENDPOINT_KEY/],
    ["unauthorized", 403, /refuses the key/],
    ["refused", 404, /Check its address and the model's name/],
    ["refused", 400, /HTTP 400/],
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
    endpoint.script(fails(429, { "retry-after": "7" }), fails(503, { "retry-after": "0" }), says("A"));
    await client().complete(request);
    expect(pauses).toEqual([7_000, 1_000]);
  });

  test("beyond the longest pause is left to the caller", async () => {
    endpoint.script(fails(429, { "retry-after": "3600" }));
    expect(await problemOf(client().complete(request))).toMatchObject({ problem: "busy", retryAfterMs: 3_600_000 });
    expect(pauses).toEqual([]);
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
  const call = client().complete(request, stopping.signal);
  setTimeout(() => stopping.abort(new Error("stopping")), 20);
  await expect(call).rejects.toThrow("stopping");
  expect(pauses).toEqual([]);
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
