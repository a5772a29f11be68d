import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openBudget } from "../../server/external/endpoint/budget.ts";
import { CHAT, openChatClient } from "../../server/external/endpoint/chat-client.ts";
import type { EndpointError } from "../../server/external/endpoint/endpoint-error.ts";

/** What the endpoint was asked. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { model: string; messages: { role: string; content: string }[]; [field: string]: unknown };
}

/** How it answers one request; the last one of a script answers all later requests too. */
export type Answer = (response: ServerResponse, asked: Asked) => void;

export interface ScriptedEndpoint extends AsyncDisposable {
  /** Base address, as a user would configure it. */
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Replaces what is left of the script. */
  script(...answers: Answer[]): void;
}

/** A real HTTP server that answers as it is told, well or badly. */
export async function scriptedEndpoint(...answers: Answer[]): Promise<ScriptedEndpoint> {
  let left = answers;
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const one: Asked = { path: request.url ?? "", headers: request.headers, body: JSON.parse(text) };
    asked.push(one);
    const answer = left.length > 1 ? left.shift()! : left[0]!;
    answer(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    script(...next) {
      left = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
};

/** A chat completion; `top` are the first token's likeliest choices. */
export const says =
  (content: string, top?: Readonly<Record<string, number>>): Answer =>
  (response) => {
    const chances = Object.entries(top ?? {}).map(([token, chance]) => ({ token, logprob: Math.log(chance) }));
    const logprobs = top === undefined ? null : { content: [{ token: content, logprob: -0.1, top_logprobs: chances }] };
    json(response, 200, {
      id: "chatcmpl-1",
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", content }, logprobs, finish_reason: "stop" }],
      usage: { prompt_tokens: 90, completion_tokens: 10, total_tokens: 100 },
    });
  };

export const fails =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    json(response, status, { error: { message: `error ${status}` } }, headers);

/** Takes the request and never answers. */
export const hangs: Answer = () => {};

/** Begins an answer and never ends it. */
export const stalls: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"choices": [');
};

export const raw =
  (body: string, type = "application/json", status = 200): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": type });
    response.end(body);
  };

export const hangsUp: Answer = (response) => void response.socket?.destroy();

export const answers =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    json(response, status, body, headers);

/**
 * What asking comes to where every request is answered so, and how often it was asked. An answer's text stands in the place of a problem.
 * @param base path of the address that is configured
 */
export async function outcomeOf(answer: Answer, base = "/v1") {
  await using endpoint = await scriptedEndpoint(answer);
  const url = endpoint.url.replace(/\/v1$/, base);
  const unlimited = openBudget({ calls: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY });
  const at = { url, model: "m", apiKey: "sk-0123456789abcdef" };
  const chat = openChatClient(at, unlimited, { ...CHAT, retries: 1, pauseMs: [1, 5] });
  const question = { messages: [{ role: "user", content: "Why?" }], maxTokens: 40, temperature: 0 } as const;
  const failure = await chat.complete(question).then(
    ({ text }) => ({ problem: text, message: "", retryAfterMs: null, passing: false }),
    (reason: EndpointError) => reason,
  );
  return { failure, asked: endpoint.asked };
}
