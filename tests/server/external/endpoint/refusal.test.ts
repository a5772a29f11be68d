import { describe, expect, test } from "vitest";
import { openBudget } from "../../../../server/external/endpoint/budget.ts";
import { CHAT, openChatClient } from "../../../../server/external/endpoint/chat-client.ts";
import type { EndpointError } from "../../../../server/external/endpoint/endpoint-error.ts";
import { excerpt } from "../../../../server/external/endpoint/refusal.ts";
import { type Answer, raw, says, scriptedEndpoint } from "../../../support/scripted-endpoint.ts";

const UNLIMITED = { calls: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY };
const question = { messages: [{ role: "user", content: "Why?" }], maxTokens: 40, temperature: 0 } as const;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
const error = (status: number, message: string, more: object = {}, headers = {}) =>
  json(status, { error: { message, ...more } }, headers);

/** What asking comes to where every request is answered so, and how often it was asked. */
async function outcome(answer: Answer, base = "/v1") {
  await using endpoint = await scriptedEndpoint(answer);
  const url = endpoint.url.replace(/\/v1$/, base);
  const chat = openChatClient({ url, model: "m", apiKey: "sk-0123456789abcdef" }, openBudget(UNLIMITED), {
    ...CHAT,
    retries: 1,
    pauseMs: [1, 5],
  });
  const failure = await chat.complete(question).then(
    ({ text }) => ({ problem: text, message: "", retryAfterMs: null, passing: false }),
    (reason: EndpointError) => reason,
  );
  return { failure, asked: endpoint.asked };
}

describe("a spent account is asked once and left alone for an hour", () => {
  test.each<[string, Answer]>([
    [
      "OpenAI",
      error(429, "You exceeded your current quota, please check your plan and billing details.", {
        type: "insufficient_quota",
        code: "insufficient_quota",
      }),
    ],
    ["the code alone", error(429, "Too many requests", { code: "insufficient_quota" })],
    ["the words alone", error(429, "You exceeded your current quota, please check your plan and billing details.")],
    ["402", error(402, "Insufficient Balance", { type: "unknown_error", code: "invalid_request_error" })],
    ["402 without a word", raw("", "text/plain", 402)],
    [
      "OpenRouter",
      error(402, "This request requires more credits, or fewer max_tokens. You requested up to 40 tokens.", {
        code: 402,
      }),
    ],
    ["OpenRouter, with status 200", error(200, "Insufficient credits", { code: 402 })],
    [
      "Anthropic",
      json(400, {
        type: "error",
        error: {
          type: "invalid_request_error",
          message:
            "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
        },
      }),
    ],
    [
      "xAI",
      raw(
        '{"code":"Some resource has been exhausted","error":"Your team has used all available credits or reached its monthly spending limit."}',
        "application/json",
        429,
      ),
    ],
    ["a billing limit", error(400, "Billing hard limit has been reached", { code: "billing_hard_limit_reached" })],
    ["403", error(403, "Access denied: please purchase credits")],
    ["in Chinese", error(429, "\u8d26\u6237\u4f59\u989d\u4e0d\u8db3")],
    ["in plain text", raw("payment required", "text/plain", 429)],
  ])("%s", async (_, answer) => {
    const { failure, asked } = await outcome(answer);
    expect(failure).toMatchObject({ problem: "quota", passing: false, retryAfterMs: 3_600_000 });
    expect(failure.message).toMatch(/nothing left to spend.*Top it up/);
    expect(asked).toHaveLength(1);
  });
});

describe("a busy endpoint is asked again, when it says", () => {
  test.each<[string, Answer, number | null]>([
    ["without a word", error(429, "Too many requests"), null],
    ["Retry-After", error(429, "Rate limit reached", {}, { "retry-after": "120" }), 120_000],
    ["retry-after-ms", error(429, "Rate limit reached", {}, { "retry-after-ms": "90000" }), 90_000],
    [
      "OpenAI's words, which name billing too",
      error(
        429,
        "Rate limit reached for m in organization o on requests per min (RPM): Limit 3, Used 3. Please try again in 20s. Add a payment method at https://x/account/billing.",
      ),
      20_000,
    ],
    [
      "Groq's words",
      error(
        429,
        "Rate limit reached on tokens per day (TPD). Please try again in 1m26.4s. Need more tokens? Visit https://x/settings/billing",
        { code: "rate_limit_exceeded" },
      ),
      86_400,
    ],
    [
      "Google's words, which name the quota too",
      json(429, [
        {
          error: {
            code: 429,
            message: "You exceeded your current quota, please check your plan and billing details.",
            status: "RESOURCE_EXHAUSTED",
            details: [{ retryDelay: "38s" }],
          },
        },
      ]),
      38_000,
    ],
    ["milliseconds", error(429, "Please try again in 450ms."), 450],
    ["hours", error(429, "Please try again in 1h2m."), 3_720_000],
    ["overloaded, as Anthropic", error(529, "Overloaded", { type: "overloaded_error" }), null],
    ["a model that is loading", error(503, "Loading model", { type: "unavailable_error" }), null],
    ["a status in a body with 200", error(200, "Provider returned error: rate limited", { code: 429 }), null],
  ])("%s", async (_, answer, retryAfterMs) => {
    const { failure, asked } = await outcome(answer);
    expect(failure).toMatchObject({ problem: "busy", passing: true, retryAfterMs });
    expect(asked).toHaveLength(retryAfterMs !== null ? 1 : 2);
  });
});

describe("an address that isn't the API's", () => {
  const NOT_FOUND: readonly [string, Answer][] = [
    ["a text", raw("404 page not found", "text/plain", 404)],
    ["nothing", raw("", "text/plain", 404)],
    ["FastAPI's words", json(404, { detail: "Not Found" })],
    ["a page", raw("<!DOCTYPE html><title>Not found</title>", "text/html", 404)],
    ["Express' page", raw("<pre>Cannot POST /chat/completions</pre>", "text/html", 404)],
    ["405", json(405, { detail: "Method Not Allowed" })],
    [
      "LM Studio's words with status 200",
      json(200, { error: "Unexpected endpoint or method. (POST /chat/completions)" }),
    ],
    ["words with status 200", json(200, { error: { message: "Route not found" } })],
    ["a web page with status 200", raw("<!doctype html><html>Open WebUI</html>", "text/html")],
    ["no route", json(404, { message: "no Route matched with those values" })],
  ];

  test.each(NOT_FOUND)("leads to the one that is: %s", async (_, answer) => {
    for (const base of [
      "",
      "/",
      "/v1",
      "/v1/",
      "/v1/chat/completions",
      "/chat/completions",
      "/v1/models",
      "/api/chat",
      "/v1?a=b",
    ]) {
      const { failure, asked } = await outcome(
        (response, one) => (one.path.startsWith("/v1/chat/completions") ? says("A") : answer)(response, one),
        base,
      );
      expect([base, failure.problem]).toEqual([base, "A"]);
      expect(asked.length).toBeLessThanOrEqual(3);
    }
    const { failure } = await outcome(
      (response, one) => (one.path === "/chat/completions" ? says("A") : answer)(response, one),
      "",
    );
    expect(failure.problem).toBe("A");
  });

  test.each(NOT_FOUND)("is told with all that were asked: %s", async (_, answer) => {
    const { failure, asked } = await outcome(answer, "");
    expect(failure.message).toMatch(
      /At http:\S+\/v1\/chat\/completions \(HTTP \d+ .*and at http:\S+\/chat\/completions .*such as http:\/\/localhost:11434\/v1/,
    );
    expect(failure.problem).toBe(/a web page answers/.test(failure.message) ? "garbage" : "refused");
    expect(asked.length).toBeGreaterThanOrEqual(2);
  });

  test.each([
    [
      "to another host",
      "https://evil.example/v1/chat/completions?key=1",
      /sends on to another address \(HTTP 307\).*If https:\/\/evil.example\/v1 is right, set that/,
    ],
    [
      "into the network",
      "http://169.254.169.254/latest/meta-data",
      /If http:\/\/169.254.169.254\/latest\/meta-data is right/,
    ],
    ["to nowhere", "", /sends on to another address/],
  ])("is not followed when it sends on %s", async (_, location, message) => {
    const { failure, asked } = await outcome((response) => {
      response.writeHead(307, location === "" ? {} : { location });
      response.end();
    });
    expect(failure.problem).toBe("refused");
    expect(failure.message).toMatch(message);
    expect(asked).toHaveLength(1);
  });
});

test.each<[string, Answer, string, RegExp]>([
  [
    "a key that is wrong",
    error(401, "Incorrect API key provided: sk-01*********cdef. You can find it at https://x"),
    "unauthorized",
    /refuses the key \(HTTP 401 "Incorrect API key provided: \(key\).*ENDPOINT_KEY/,
  ],
  [
    "a fault",
    error(500, "out of memory"),
    "broken",
    /failed \(HTTP 500 "out of memory"\) at http:\S+\/v1\/chat\/completions/,
  ],
  ["a fault with status 200", error(200, "upstream error"), "broken", /failed \(HTTP 200 "upstream error"\)/],
  [
    "a fault in a choice",
    json(200, {
      choices: [{ error: { message: "died", code: 502 }, message: { content: "" }, finish_reason: "error" }],
    }),
    "broken",
    /failed \(HTTP 502/,
  ],
  ["a gateway that waited", raw("<html>504 Gateway Time-out</html>", "text/html", 504), "broken", /failed \(HTTP 504/],
  ["JSON that is cut", raw('{"choices": [{"mess'), "garbage", /no chat completion/],
  ["an empty body", raw(""), "garbage", /no JSON/],
])("%s is told with its address", async (_, answer, problem, message) => {
  const { failure } = await outcome(answer);
  expect(failure.problem).toBe(problem);
  expect(failure.message).toMatch(message);
  expect(failure.message).toMatch(/http:\/\/127.0.0.1:\d+\/v1\/chat\/completions/);
});

test("an excerpt is one short line", () => {
  expect(excerpt(`a\n  b${"c".repeat(500)}`)).toMatch(/^"a bc{157}…"$/);
});
