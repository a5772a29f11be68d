import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { openBudget } from "../../../../server/external/endpoint/budget.ts";
import { CHAT, openChatClient } from "../../../../server/external/endpoint/chat-client.ts";
import type { EndpointError } from "../../../../server/external/endpoint/endpoint-error.ts";
import { networkFailure } from "../../../../server/external/endpoint/network-failure.ts";
import { says, scriptedEndpoint } from "../../../support/scripted-endpoint.ts";

const question = { messages: [{ role: "user", content: "Why?" }], maxTokens: 40, temperature: 0 } as const;
const unlimited = { calls: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY };

const failure = (url: string): Promise<EndpointError> =>
  openChatClient({ url, model: "m", apiKey: "sk-0123456789" }, openBudget(unlimited), { ...CHAT, retries: 0 })
    .complete(question)
    .then(
      () => Promise.reject(new Error("it answered")),
      (reason: EndpointError) => reason,
    );

/** A server that answers every connection with the same bytes. */
async function speaking(bytes: string): Promise<AsyncDisposable & { readonly host: string }> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.resume().end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

test("a port where nothing listens is told, and that it should be started", async () => {
  const gone = await speaking("");
  await gone[Symbol.asyncDispose]();
  expect(await failure(`http://${gone.host}/v1`)).toMatchObject({
    problem: "unreachable",
    message: expect.stringMatching(
      /v1\/chat\/completions can't be reached: nothing listens at 127.0.0.1:\d+. Start the endpoint.*ECONNREFUSED/,
    ),
  });
});

test("a server without TLS that is asked for it is told to be asked by http", async () => {
  await using endpoint = await scriptedEndpoint(says("A"));
  const { message } = await failure(endpoint.url.replace("http:", "https:"));
  expect(message).toMatch(/there is no TLS at this port. Write http:\/\//);
});

test("what speaks no HTTP is told", async () => {
  await using odd = await speaking("SSH-2.0-OpenSSH_9.2\r\n");
  expect((await failure(`http://${odd.host}/v1`)).message).toMatch(/speaks no HTTP.*https:\/\//);
});

test("a connection that breaks off is told", async () => {
  await using odd = await speaking("");
  expect((await failure(`http://${odd.host}/v1`)).message).toMatch(/it hung up/);
});

test("a port that is never asked is told", async () => {
  expect((await failure("http://127.0.0.1:6666/v1")).message).toMatch(/refuse port 6666/);
});

test.each([
  ["ENOTFOUND", /no computer is called models.example. Check the name/],
  ["EAI_AGAIN", /no computer is called models.example/],
  ["ETIMEDOUT", /models.example:443 doesn't answer/],
  ["UND_ERR_CONNECT_TIMEOUT", /doesn't answer/],
  ["EHOSTUNREACH", /there is no way to models.example:443/],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", /nobody whom Node trusts.*NODE_EXTRA_CA_CERTS/],
  ["SELF_SIGNED_CERT_IN_CHAIN", /NODE_EXTRA_CA_CERTS/],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /NODE_EXTRA_CA_CERTS/],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", /NODE_EXTRA_CA_CERTS/],
  ["CERT_HAS_EXPIRED", /has expired/],
  ["ERR_TLS_CERT_ALTNAME_INVALID", /isn't for models.example/],
  ["ECONNRESET", /it hung up/],
  ["ESOMETHING", /^what happened$/],
])("%s is told in a sentence that says what to do", (code, expected) => {
  const cause = Object.assign(new Error("what happened"), { code });
  const told = networkFailure(new TypeError("fetch failed", { cause }), new URL("https://models.example/v1"));
  expect(told).toMatch(expected);
  if (!/^ES/.test(code)) expect(told).toContain(code);
});

test("several addresses of one name that all fail are told by what happened", () => {
  const refused = Object.assign(new AggregateError([], ""), { code: "ECONNREFUSED" });
  const told = networkFailure(new TypeError("fetch failed", { cause: refused }), new URL("http://localhost:11434/v1"));
  expect(told).toMatch(/nothing listens at localhost:11434/);
});
