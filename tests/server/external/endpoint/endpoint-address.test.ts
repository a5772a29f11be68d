import { expect, test } from "vitest";
import { chatAddresses, placeOf } from "../../../../server/external/endpoint/endpoint-address.ts";

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
