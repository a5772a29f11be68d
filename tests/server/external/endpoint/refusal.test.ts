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
    [
      "Moonshot",
      error(429, "Your account o is suspended, please check your plan and billing details", {
        type: "exceeded_current_quota_error",
      }),
    ],
    [
      "Zhipu",
      error(429, "\u4f59\u989d\u4e0d\u8db3\u6216\u65e0\u53ef\u7528\u8d44\u6e90\u5305,\u8bf7\u5145\u503c\u3002", {
        code: "1113",
      }),
    ],
    ["Alibaba", error(400, "Access denied, please make sure your account is in good standing.", { code: "Arrearage" })],
    ["Hugging Face", json(402, { error: "You have exceeded your monthly included credits for Inference Providers." })],
    ["a trial key", json(429, { message: "You are using a Trial key, which is limited to 1000 API calls / month." })],
    [
      "Perplexity, as a key that is refused",
      error(401, "You exceeded your current quota", { type: "insufficient_quota" }),
    ],
    ["Fireworks", error(412, "Account is suspended, possibly due to reaching the monthly spending limit.")],
    ["SiliconFlow", json(403, { code: 30001, message: "Sorry, your account balance is insufficient", data: null })],
    ["Baidu", error(403, "Account overdue", { code: "account_overdue" })],
    [
      "Anthropic's own limit",
      error(400, "You have reached your specified API usage limits. You will regain access on 2026-12-01."),
    ],
    [
      "LiteLLM",
      error(400, "Budget has been exceeded! Current cost: 10.1, Max budget: 10.0", { type: "budget_exceeded" }),
    ],
    ["a trial that ended", error(403, "Your free trial has ended. Please upgrade your plan.")],
    ["in Spanish", error(429, "Saldo insuficiente")],
    ["with status 503", error(503, "Service unavailable", { code: "insufficient_quota" })],
    ["with status 200", error(200, "You exceeded your current quota", { code: "insufficient_quota" })],
    ["with a pause that won't help", error(429, "No quota", { code: "insufficient_quota" }, { "retry-after": "5" })],
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
    [
      "GitHub's words",
      error(
        429,
        "Rate limit of 50 per 86400s exceeded for UserByModelByDay. Please wait 41234 seconds before retrying.",
      ),
      41_234_000,
    ],
    [
      "Azure's words, which name the quota too",
      error(
        429,
        "Requests have exceeded token rate limit of your current pricing tier. Please retry after 55 seconds. Please go to https://aka.ms/oai/quotaincrease to increase it.",
      ),
      55_000,
    ],
    [
      "Vertex' words, which name the quota too",
      json(429, [
        { error: { code: 429, message: "Quota exceeded for x.googleapis.com/generate_content_requests_per_minute." } },
      ]),
      null,
    ],
    ["Mistral's words", json(429, { message: "Service tier capacity exceeded for this model.", code: "3505" }), null],
    ["Cloudflare's words", raw("error code: 1015", "text/plain", 429), null],
    ["minutes", error(429, "Limit reached. Try again in 2 minutes."), 120_000],
    ["Retry-After with 503", error(503, "overloaded", {}, { "retry-after": "70" }), 70_000],
    ["Retry-After below 0", error(429, "slow down", {}, { "retry-after": "-5" }), null],
    ["Retry-After beyond reason", error(429, "slow down", {}, { "retry-after": "99999999999999" }), 86_400_000],
    ["Retry-After in words", error(429, "slow down", {}, { "retry-after": "soon" }), null],
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
    ["OpenAI's words", error(404, "Invalid URL (POST /chat/completions)", { type: "invalid_request_error" })],
    [
      "Groq's words with 400",
      error(400, "Unknown request URL: POST /chat/completions. Please check the URL for typos"),
    ],
    ["llama.cpp's words", error(404, "File Not Found", { code: 404, type: "not_found_error" })],
    ["Spring's words", json(404, { timestamp: 1, status: 404, error: "Not Found", path: "/chat/completions" })],
    ["words that name a model server", json(404, { error: 'path "/chat/completions" not found on this model server' })],
    ["Amazon's words", json(403, { message: "Missing Authentication Token" })],
    ["410", raw("Gone", "text/plain", 410)],
    ["501", raw("<!DOCTYPE HTML><p>Unsupported method ('POST').", "text/html", 501)],
    ["null", json(404, null)],
    ["a detail with status 200", json(200, { detail: "Not Found" })],
    ["a page that begins with a comment", raw("<!-- app --><html></html>", "text/html")],
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
      "/V1/",
      "/v1/v1",
      "/v1/engines",
      "/docs/index.html",
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

  test.each<[string, Answer]>([
    ["a notice", json(200, { message: "Hello World" })],
    ["a word", raw("Ollama is running", "text/plain")],
    ["nothing", raw("")],
    ["something else", json(200, { status: "ok" })],
    ["an order to log in", (response) => void response.writeHead(302, { location: "/login" }).end()],
  ])("leads to the one that is, and is told first where there is none: %s", async (_, answer) => {
    const found = await outcome(
      (response, one) => (one.path.startsWith("/v1/chat/completions") ? says("A") : answer)(response, one),
      "/chat/completions",
    );
    expect(found.failure.problem).toBe("A");
    const { failure } = await outcome(answer, "");
    expect(failure.message).toMatch(/^http:\S+\/v1\/chat\/completions (?:answers with|sends on to)/);
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
