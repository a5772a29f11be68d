import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import type { Speaker } from "../../../shared/protocol/imports.ts";
import type { EndpointConfig } from "../../config.ts";
import { type EndpointBudget, openBudget, type Spent } from "./budget.ts";
import { type ChatReply, excerpt, readReply } from "./chat-reply.ts";
import { EndpointError, retryAfter } from "./endpoint-error.ts";
import { redaction } from "./redaction.ts";

/** An OpenAI-compatible API: `url` is its base, as in https://api.openai.com/v1 or http://localhost:11434/v1. */
export interface Endpoint {
  readonly url: string;
  readonly model: string;
  readonly apiKey: string | null;
}

/** What is asked of the model, in the words of OpenAI's API. */
export interface ChatRequest {
  readonly messages: readonly { readonly role: Speaker; readonly content: string }[];
  readonly maxTokens: number;
  readonly temperature: number;
  /** So many likeliest first tokens are asked for; 0: none. */
  readonly topLogprobs?: number;
}

/** How patiently an endpoint is asked; times in milliseconds. */
export interface ChatSettings {
  /** Of one try, its whole body included. */
  readonly timeoutMs: number;
  /** Tries after the first. */
  readonly retries: number;
  /**
   * The pause before the first further try, doubled each time up to the second figure. Half of it is random. An endpoint that asks for a pause
   * is left alone so long at least; one that asks for more than the second figure is not tried again.
   */
  readonly pauseMs: readonly [number, number];
}

export const CHAT: ChatSettings = { timeoutMs: 30_000, retries: 3, pauseMs: [500, 20_000] };

/** A body this long is no answer to what we ask. */
const BODY_LIMIT = 1_000_000;

/** Asks one endpoint, inside its budget. */
export interface ChatClient {
  readonly endpoint: Endpoint;
  readonly spent: Spent;
  /** @throws EndpointError after the last try, at once when trying again is of no use; the signal's reason when aborted */
  complete(request: ChatRequest, signal?: AbortSignal): Promise<ChatReply>;
}

/** No message of its errors holds the key, or what follows the address's path. */
export function openChatClient(endpoint: Endpoint, budget: EndpointBudget, settings: ChatSettings = CHAT): ChatClient {
  const address = new URL(endpoint.url);
  address.pathname = `${address.pathname.replace(/\/+$/, "")}/chat/completions`;
  const place = address.origin + address.pathname; // what follows may be a secret
  const secrets = redaction([endpoint.apiKey ?? "", ...address.searchParams.values()]);

  async function attempt(request: ChatRequest, signal: AbortSignal | undefined): Promise<ChatReply> {
    const said = request.messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
    const settle = budget.reserve(said + request.maxTokens);
    let used = said; // a prompt that was sent may have been paid for, whatever came back
    try {
      const response = await post(request, signal);
      const reply = readReply(response, (text) => said + estimateTokens(text), secrets.clean);
      used = reply.tokens;
      // It would be stored, and shown, as an answer.
      if (secrets.holds(reply.text)) throw new EndpointError("garbage", `${place} answers with the key itself`);
      return reply;
    } finally {
      settle(used);
    }
  }

  async function post(request: ChatRequest, signal: AbortSignal | undefined): Promise<string> {
    const timeout = AbortSignal.timeout(settings.timeoutMs);
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(endpoint.apiKey === null ? {} : { authorization: `Bearer ${endpoint.apiKey}` }),
        },
        body: JSON.stringify(bodyOf(endpoint.model, request)),
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
      const body = await readLimited(response, BODY_LIMIT);
      if (!response.ok) throw refusal(response, secrets.clean(body ?? ""), Date.now());
      if (body === null) throw new EndpointError("garbage", `${place} sent more than ${BODY_LIMIT} bytes`);
      return body;
    } catch (error) {
      if (error instanceof EndpointError) throw error;
      if (signal?.aborted) throw signal.reason;
      if (timeout.aborted)
        throw new EndpointError("timeout", `${place} gave no whole answer within ${settings.timeoutMs / 1000} s`);
      throw new EndpointError("unreachable", `${place} can't be reached: ${secrets.clean(causeOf(error))}`);
    }
  }

  return {
    endpoint,
    get spent() {
      return budget.spent;
    },
    complete(request, signal) {
      const [first, longest] = settings.pauseMs;
      const least = first / 2;
      const abortable = signal === undefined ? {} : { signal };
      return pRetry(() => attempt(request, signal), {
        retries: settings.retries,
        minTimeout: least,
        maxTimeout: longest,
        randomize: true, // so that callers who failed together don't come back together
        ...abortable,
        async shouldRetry({ error, retriesConsumed }) {
          if (!(error instanceof EndpointError) || !error.passing) return false;
          const asked = error.retryAfterMs ?? 0;
          if (asked > longest) return false;
          const pause = Math.min(longest, least * 2 ** retriesConsumed); // at least so long follows
          if (asked > pause) await sleep(asked - pause, undefined, abortable).catch(() => signal?.throwIfAborted());
          return true;
        },
      });
    },
  };
}

const bodyOf = (model: string, { messages, maxTokens, temperature, topLogprobs = 0 }: ChatRequest) => ({
  model,
  messages,
  max_tokens: maxTokens,
  temperature,
  ...(topLogprobs > 0 ? { logprobs: true, top_logprobs: topLogprobs } : {}),
});

/** About four characters a token, as English has; used where an endpoint doesn't count for us. */
const estimateTokens = (text: string): number => Math.ceil(text.length / 4);

function refusal(response: Response, body: string, now: number): EndpointError {
  const { status } = response;
  const said = `HTTP ${status} ${excerpt(body)}`;
  if (status === 401 || status === 403)
    return new EndpointError(
      "unauthorized",
      `The endpoint refuses the key (${said}). Check ENDPOINT_KEY, or the key in CONTESTANTS.`,
    );
  if (status === 429 || status === 503 || status === 529)
    return new EndpointError(
      "busy",
      `The endpoint is busy (${said})`,
      retryAfter(response.headers.get("retry-after"), now),
    );
  if (status >= 500 || status === 408) return new EndpointError("broken", `The endpoint failed (${said})`);
  return new EndpointError(
    "refused",
    `The endpoint refuses the request (${said}). Check its address and the model's name.`,
  );
}

/** The message of what happened; fetch hides it one level down. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}

/** The text of a response, or null when it is longer than `limit` bytes: the rest is not read. */
async function readLimited(response: Response, limit: number): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limit) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/**
 * A client of the endpoint that the settings name.
 * @param before what earlier processes have spent of its budget
 * @throws Error that says what to set where none is named
 */
export function configuredClient(endpoint: EndpointConfig | null, before?: Spent): ChatClient {
  if (endpoint === null) {
    throw new Error(
      "No endpoint is set. Set ENDPOINT_URL to the base of an OpenAI-compatible API, such as http://localhost:11434/v1, " +
        "and ENDPOINT_MODEL and ENDPOINT_KEY where it needs them.",
    );
  }
  const { maxCalls, maxTokens, timeoutMs } = endpoint;
  const budget = openBudget({ calls: maxCalls, tokens: maxTokens }, before);
  return openChatClient(endpoint, budget, { ...CHAT, timeoutMs });
}
