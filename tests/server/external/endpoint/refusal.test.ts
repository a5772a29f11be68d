import { describe, expect, test } from "vitest";
import { excerpt } from "../../../../server/external/endpoint/refusal.ts";
import { type Answer, answers, outcomeOf, raw } from "../../../support/scripted-endpoint.ts";

const error = (status: number, message: string, more: object = {}, headers = {}) =>
  answers(status, { error: { message, ...more } }, headers);

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
      answers(400, {
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
    [
      "Hugging Face",
      answers(402, { error: "You have exceeded your monthly included credits for Inference Providers." }),
    ],
    [
      "a trial key",
      answers(429, { message: "You are using a Trial key, which is limited to 1000 API calls / month." }),
    ],
    [
      "Perplexity, as a key that is refused",
      error(401, "You exceeded your current quota", { type: "insufficient_quota" }),
    ],
    ["Fireworks", error(412, "Account is suspended, possibly due to reaching the monthly spending limit.")],
    ["SiliconFlow", answers(403, { code: 30001, message: "Sorry, your account balance is insufficient", data: null })],
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
    const { failure, asked } = await outcomeOf(answer);
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
      answers(429, [
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
      answers(429, [
        { error: { code: 429, message: "Quota exceeded for x.googleapis.com/generate_content_requests_per_minute." } },
      ]),
      null,
    ],
    [
      "Mistral's words",
      answers(429, { message: "Service tier capacity exceeded for this model.", code: "3505" }),
      null,
    ],
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
    const { failure, asked } = await outcomeOf(answer);
    expect(failure).toMatchObject({ problem: "busy", passing: true, retryAfterMs });
    expect(asked).toHaveLength(retryAfterMs !== null ? 1 : 2);
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
    answers(200, {
      choices: [{ error: { message: "died", code: 502 }, message: { content: "" }, finish_reason: "error" }],
    }),
    "broken",
    /failed \(HTTP 502/,
  ],
  ["a gateway that waited", raw("<html>504 Gateway Time-out</html>", "text/html", 504), "broken", /failed \(HTTP 504/],
  ["JSON that is cut", raw('{"choices": [{"mess'), "garbage", /no chat completion/],
  ["an empty body", raw(""), "garbage", /no JSON/],
])("%s is told with its address", async (_, answer, problem, message) => {
  const { failure } = await outcomeOf(answer);
  expect(failure.problem).toBe(problem);
  expect(failure.message).toMatch(message);
  expect(failure.message).toMatch(/http:\/\/127.0.0.1:\d+\/v1\/chat\/completions/);
});

test("an excerpt is one short line", () => {
  expect(excerpt(`a\n  b${"c".repeat(500)}`)).toMatch(/^"a bc{157}…"$/);
});
