import { describe, expect, test } from "vitest";
import { chatAddresses, placeOf } from "../../../../server/external/endpoint/endpoint-address.ts";
import { type Answer, answers, outcomeOf, raw, says } from "../../../support/scripted-endpoint.ts";

const error = (status: number, message: string, more: object = {}, headers = {}) =>
  answers(status, { error: { message, ...more } }, headers);

const V1 = "http://localhost:11434/v1/chat/completions";

test.each([
  "http://localhost:11434/v1",
  "http://localhost:11434/v1/",
  "http://localhost:11434/v1//",
  " http://localhost:11434/v1 ",
  "http://localhost:11434/v1/#top",
  "http://localhost:11434",
  "http://localhost:11434/",
  "http://localhost:11434/v1/chat/completions",
  "http://localhost:11434/v1/chat/completions/",
  "http://localhost:11434/v1/chat",
  "http://localhost:11434/v1/completions",
  "http://localhost:11434/v1/models",
  "http://localhost:11434/v1/responses",
  "http://localhost:11434/v1/messages",
])("%s means the one place first", (base) => expect(placeOf(chatAddresses(base)[0]!)).toBe(V1));

test.each([
  "http://localhost:11434/chat/completions",
  "http://localhost:11434/api/chat",
  "http://localhost:11434/api/generate",
  "http://localhost:11434/api/tags",
  "http://localhost:11434/api",
  "http://localhost:11434/v2",
])("%s leads to that place later", (base) => expect(chatAddresses(base).map(placeOf)).toContain(V1));

test.each([
  ["https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1/chat/completions"],
  ["https://openrouter.ai", "https://openrouter.ai/api/v1/chat/completions"],
  ["https://x.example/v1beta/openai/", "https://x.example/v1beta/openai/chat/completions"],
  ["https://x.example/api/paas/v4", "https://x.example/api/paas/v4/chat/completions"],
  ["https://x.example/inference", "https://x.example/inference/v1/chat/completions"],
  ["https://x.example/inference/v1", "https://x.example/inference/chat/completions"],
])("%s may mean %s", (base, place) => expect(chatAddresses(base).map(placeOf)).toContain(place));

test("what follows a question mark is sent and not shown", () => {
  const [first] = chatAddresses("https://x.example/openai/deployments/d?api-version=1&key=secret");
  expect(first!.href).toBe("https://x.example/openai/deployments/d/chat/completions?api-version=1&key=secret");
  expect(placeOf(first!)).toBe("https://x.example/openai/deployments/d/chat/completions");
});

test("no place is asked twice, and never another host", () => {
  for (const base of ["http://a/v1", "http://a", "http://a/api", "http://a/v1/chat/completions", "http://a/b/c"]) {
    const places = chatAddresses(base).map(placeOf);
    expect(new Set(places).size).toBe(places.length);
    expect(places.length).toBeLessThanOrEqual(4);
    for (const place of places) expect(place).toMatch(/^http:\/\/a\/.*chat\/completions$/);
  }
});

describe("an address that isn't the API's", () => {
  const NOT_FOUND: readonly [string, Answer][] = [
    ["a text", raw("404 page not found", "text/plain", 404)],
    ["nothing", raw("", "text/plain", 404)],
    ["FastAPI's words", answers(404, { detail: "Not Found" })],
    ["a page", raw("<!DOCTYPE html><title>Not found</title>", "text/html", 404)],
    ["Express' page", raw("<pre>Cannot POST /chat/completions</pre>", "text/html", 404)],
    ["405", answers(405, { detail: "Method Not Allowed" })],
    [
      "LM Studio's words with status 200",
      answers(200, { error: "Unexpected endpoint or method. (POST /chat/completions)" }),
    ],
    ["words with status 200", answers(200, { error: { message: "Route not found" } })],
    ["a web page with status 200", raw("<!doctype html><html>Open WebUI</html>", "text/html")],
    ["no route", answers(404, { message: "no Route matched with those values" })],
    ["OpenAI's words", error(404, "Invalid URL (POST /chat/completions)", { type: "invalid_request_error" })],
    [
      "Groq's words with 400",
      error(400, "Unknown request URL: POST /chat/completions. Please check the URL for typos"),
    ],
    ["llama.cpp's words", error(404, "File Not Found", { code: 404, type: "not_found_error" })],
    ["Spring's words", answers(404, { timestamp: 1, status: 404, error: "Not Found", path: "/chat/completions" })],
    [
      "words that name a model server",
      answers(404, { error: 'path "/chat/completions" not found on this model server' }),
    ],
    ["Amazon's words", answers(403, { message: "Missing Authentication Token" })],
    ["410", raw("Gone", "text/plain", 410)],
    ["501", raw("<!DOCTYPE HTML><p>Unsupported method ('POST').", "text/html", 501)],
    ["null", answers(404, null)],
    ["a detail with status 200", answers(200, { detail: "Not Found" })],
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
      const { failure, asked } = await outcomeOf(
        (response, one) => (one.path.startsWith("/v1/chat/completions") ? says("A") : answer)(response, one),
        base,
      );
      expect([base, failure.problem]).toEqual([base, "A"]);
      expect(asked.length).toBeLessThanOrEqual(3);
    }
    const { failure } = await outcomeOf(
      (response, one) => (one.path === "/chat/completions" ? says("A") : answer)(response, one),
      "",
    );
    expect(failure.problem).toBe("A");
  });

  test.each(NOT_FOUND)("is told with all that were asked: %s", async (_, answer) => {
    const { failure, asked } = await outcomeOf(answer, "");
    expect(failure.message).toMatch(
      /At http:\S+\/v1\/chat\/completions \(HTTP \d+ .*and at http:\S+\/chat\/completions .*such as http:\/\/localhost:11434\/v1/,
    );
    expect(failure.problem).toBe(/a web page answers/.test(failure.message) ? "garbage" : "refused");
    expect(asked.length).toBeGreaterThanOrEqual(2);
  });

  test.each<[string, Answer]>([
    ["a notice", answers(200, { message: "Hello World" })],
    ["a word", raw("Ollama is running", "text/plain")],
    ["nothing", raw("")],
    ["something else", answers(200, { status: "ok" })],
    ["an order to log in", (response) => void response.writeHead(302, { location: "/login" }).end()],
  ])("leads to the one that is, and is told first where there is none: %s", async (_, answer) => {
    const found = await outcomeOf(
      (response, one) => (one.path.startsWith("/v1/chat/completions") ? says("A") : answer)(response, one),
      "/chat/completions",
    );
    expect(found.failure.problem).toBe("A");
    const { failure } = await outcomeOf(answer, "");
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
    const { failure, asked } = await outcomeOf((response) => {
      response.writeHead(307, location === "" ? {} : { location });
      response.end();
    });
    expect(failure.problem).toBe("refused");
    expect(failure.message).toMatch(message);
    expect(asked).toHaveLength(1);
  });
});
