import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBudget } from "../../../../server/external/endpoint/budget.ts";
import { CHAT, openChatClient } from "../../../../server/external/endpoint/chat-client.ts";
import { EndpointError } from "../../../../server/external/endpoint/endpoint-error.ts";
import { type Answer, type ScriptedEndpoint, scriptedEndpoint } from "../../../support/scripted-endpoint.ts";

/*
 * Whatever a server answers, no message of a client's errors holds the key or a telling part of it. The server here knows the key, as any endpoint
 * does, and repeats it in every way that it can think of.
 */

let endpoint: ScriptedEndpoint;
beforeAll(async () => {
  endpoint = await scriptedEndpoint(() => {});
});
afterAll(() => endpoint[Symbol.asyncDispose]());

const keys = fc
  .string({ minLength: 12, maxLength: 60, unit: fc.constantFrom(..."abcdefghijkmnpqrstuvwXYZ0123456789-_.+/=") })
  .filter((key) => new Set(key).size > 8 && !/\.\.|^bearer|^basic|^token/i.test(key))
  .map((key) => `Kq7${key}`);

/** Ways to repeat a key. */
const WAYS: readonly ((key: string) => string)[] = [
  (key) => key,
  (key) => `Bearer ${key}`,
  (key) => key.toUpperCase(),
  (key) => encodeURIComponent(key),
  (key) => encodeURIComponent(encodeURIComponent(`Bearer ${key}`)),
  (key) => Buffer.from(key).toString("base64"),
  (key) => Buffer.from(`user:${key}`).toString("base64url"),
  (key) => Buffer.from(key).toString("hex"),
  (key) => [...key].join("\u200b"),
  (key) => `${key.slice(0, 6)}\r\n${key.slice(6)}`,
  (key) => JSON.stringify({ authorization: `Bearer ${key}` }),
  (key) => `https://user:${key}@example.org/v1?key=${key}`,
  (key) => `${key.slice(0, 5)}${"*".repeat(9)}${key.slice(-4)}`,
  (key) => `${key.slice(0, 7)}...${key.slice(-4)}`,
  (key) => key.slice(0, -2),
  (key) => key.slice(2),
  (key) => [...key].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
];

/** Ways to answer with a text. */
const ANSWERS: readonly ((text: string, status: number) => Answer)[] = [
  (text, status) => (response) => void response.writeHead(status, { "content-type": "text/plain" }).end(text),
  (text, status) => (response) =>
    void response.writeHead(status).end(JSON.stringify({ error: { message: text, code: text } })),
  (text, status) => (response) => void response.writeHead(status).end(JSON.stringify({ [text]: text })),
  (text, status) => (response) =>
    void response.writeHead(status, { "content-type": "text/html" }).end(`<!doctype html><p>${text}`),
  (text) => (response) =>
    void response.writeHead(200).end(JSON.stringify({ choices: [{ message: { content: `So: ${text}` } }] })),
  (text) => (response) =>
    void response
      .writeHead(307, { location: `https://x.example/${encodeURIComponent(text)}?k=${encodeURIComponent(text)}` })
      .end(),
  (text) => (response) =>
    void response
      .writeHead(200, { "content-type": "text/event-stream" })
      .end(`data: ${JSON.stringify({ error: text })}\n\n`),
  (text) => (response) =>
    void response.socket!.end(`HTTP/1.1 200 ${text.replace(/[^\x20-\x7e]/g, "")}\r\nbad header ${text}\r\n\r\n`),
];

/** Whether a text holds seven signs of a key in a row, once it is decoded. */
function tells(text: string, key: string): boolean {
  const decoded = [
    text,
    text.replace(/\\u([\da-f]{4})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    text.replace(/(?:%(?:25)*([\da-f]{2}))/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    ...(text.match(/[\w+/-]{16,}={0,2}/g) ?? []).flatMap((piece) =>
      [0, 1, 2, 3].map((at) => Buffer.from(piece.slice(at), "base64").toString("latin1")),
    ),
    ...(text.match(/[\da-f]{16,}/gi) ?? []).map((piece) => Buffer.from(piece, "hex").toString("latin1")),
  ].map((one) => one.replace(/[\s\p{C}]/gu, "").toLowerCase());
  const low = key.toLowerCase();
  return Array.from({ length: low.length - 7 }, (_, at) => low.slice(at, at + 8)).some((part) =>
    decoded.some((one) => one.includes(part)),
  );
}

test("no message tells the key, whatever a server answers", async () => {
  await fc.assert(
    fc.asyncProperty(
      keys,
      fc.constantFrom(...WAYS),
      fc.constantFrom(...ANSWERS),
      fc.constantFrom(200, 400, 401, 403, 404, 405, 422, 429, 500, 503),
      fc.string({ maxLength: 170 }),
      async (key, write, answer, status, before) => {
        endpoint.script(answer(`${before} ${write(key)} and more`, status));
        const unlimited = openBudget({ calls: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY });
        const at = { url: `${endpoint.url}?token=${encodeURIComponent(key)}`, model: "m", apiKey: key };
        const chat = openChatClient(at, unlimited, { ...CHAT, retries: 0 });
        const came = await chat
          .complete({ messages: [{ role: "user", content: "Why?" }], maxTokens: 8, temperature: 0 })
          .then(
            () => null,
            (reason: unknown) => reason,
          );
        if (came === null) throw new Error(`an answer tells the key as ${write(key)}`);
        expect(came).toBeInstanceOf(EndpointError);
        const { message, stack } = came as EndpointError;
        expect([message, tells(message, key)]).toEqual([message, false]);
        expect(tells(stack ?? "", key)).toBe(false);
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  "example-first\nsecond-half",
  "example\u200bkey-1234",
  "\u201cexample-key-1234\u201d",
  "ex\u00e4mple\u4e2d-key-1234",
])("a key that can't be sent is told as such, without it and before anything is asked: %j", async (key) => {
  const before = endpoint.asked.length;
  const unlimited = openBudget({ calls: 9, tokens: 9_999 });
  const chat = openChatClient({ url: endpoint.url, model: "m", apiKey: key }, unlimited);
  const asked = chat.complete({ messages: [], maxTokens: 8, temperature: 0 });
  await expect(asked).rejects.toMatchObject({
    problem: "unauthorized",
    message: expect.stringMatching(/can't be sent: it has .*ENDPOINT_KEY/),
  });
  await asked.catch(({ message }: Error) => expect(message).not.toMatch(/exampl|second|1234/));
  expect(endpoint.asked).toHaveLength(before);
});
