import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { type EndpointConfig, keyProblem, THINKING_TOKENS } from "../../endpoint-config.ts";
import { type EndpointBudget, openBudget, type Spent } from "./budget.ts";
import { type ChatReply, readReply } from "./chat-reply.ts";
import { afterRefusal, barer, bodyOf, type ChatRequest, type Dialect, limitIn, OPENAI } from "./dialect.ts";
import { chatAddresses, nowhere, placeOf, sentElsewhere, staysAt, unreadable } from "./endpoint-address.ts";
import { EndpointError } from "./endpoint-error.ts";
import { type Exchange, exchange } from "./exchange.ts";
import { redaction } from "./redaction.ts";
import {
  errorIn,
  excerpt,
  isElsewhere,
  isQuotaSpent,
  isUnknownModel,
  isWebPage,
  type RefusedRequest,
  refusalError,
  wordsOf,
} from "./refusal.ts";

/** An OpenAI-compatible API: `url` is its base, as in https://api.openai.com/v1 or http://localhost:11434/v1. */
export interface Endpoint {
  readonly url: string;
  readonly model: string;
  readonly apiKey: string | null;
}

/** What is asked of a client. */
export interface ChatQuestion extends ChatRequest {
  /** Whether a reply that was cut says nothing yet, so that it is asked for again with more room. Without this one that was not only thoughts is kept. */
  readonly saysNothing?: (reply: ChatReply) => boolean;
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
  /** The most tokens that a model may think before one answer. A model gets room for it once it has been seen to think. */
  readonly thinkingTokens: number;
}

export const CHAT: ChatSettings = {
  timeoutMs: 30_000,
  retries: 3,
  pauseMs: [500, 20_000],
  thinkingTokens: THINKING_TOKENS,
};

/** The first room for thoughts; it doubles when a model uses all of it. */
const FIRST_ROOM = 1000;
/** Ways to ask that are tried in a row before a refusal counts. */
const MOST_WAYS = 16;

/** Asks one endpoint, inside its budget. */
export interface ChatClient {
  readonly endpoint: Endpoint;
  readonly spent: Spent;
  /** @throws EndpointError after the last try, at once when trying again is of no use; the signal's reason when aborted */
  complete(question: ChatQuestion, signal?: AbortSignal): Promise<ChatReply>;
}

/**
 * Learns how the endpoint wants to be asked: where its API is, which parameters it takes, and how much room its model needs for thoughts. No message
 * of its errors holds the key, or what follows the address's path: all of them are cleaned in one place, where they leave.
 */
export function openChatClient(endpoint: Endpoint, budget: EndpointBudget, settings: ChatSettings = CHAT): ChatClient {
  const { model, apiKey } = endpoint;
  const addresses = chatAddresses(endpoint.url);
  const secrets = redaction([apiKey ?? "", ...addresses[0]!.searchParams.values()]);
  const unsendable = apiKey === null ? null : keyProblem(apiKey);
  const headers: Record<string, string> = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  /** What earlier calls taught. */
  let known: { readonly address: number | null; readonly dialect: Dialect } = { address: null, dialect: OPENAI };
  let room = 0;

  /** Makes one call inside the budget. */
  async function call(address: URL, question: ChatQuestion, dialect: Dialect, signal: AbortSignal | undefined) {
    const said = question.messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
    const had = room;
    const most = question.maxTokens + had;
    const settle = budget.reserve(said + most);
    let used = said; // a prompt that was sent may have been paid for, whatever came back
    try {
      const sent = bodyOf(model, question, most, dialect);
      const came = await exchange(address, { headers, body: sent }, settings.timeoutMs, signal);
      const error = errorIn(came.json);
      const reply = came.status < 300 ? readReply(came.json, limitIn(dialect, most)) : null;
      if (reply !== null) used = reply.tokens ?? said + estimateTokens(reply.text);
      return { sent, came, had, reply: error !== null && (reply?.text ?? "") === "" ? null : reply };
    } finally {
      settle(used);
    }
  }

  /** What an endpoint sent that is no answer. A status that it names in a body is believed. */
  function refused({ status, headers: its, body, json }: Exchange, place: string): RefusedRequest {
    const named = status < 300 ? (errorIn(json)?.status ?? 0) : 0;
    const beginning = secrets.clean(body.slice(0, 4_000));
    return { status: named || status, headers: its, body: beginning, place, model, hasKey: apiKey !== null };
  }

  /** Asks once, in as many ways as it takes to be understood. */
  async function ask(question: ChatQuestion, signal: AbortSignal | undefined): Promise<ChatReply> {
    if (unsendable !== null)
      throw new EndpointError("unauthorized", `The key of ${model} can't be sent: it ${unsendable}. ${SET_KEY}`);
    const missed: string[] = [];
    let unreadableFirst: EndpointError | null = null;
    let { dialect } = known;
    let at = known.address ?? 0;
    for (let way = 1; ; way++) {
      const place = placeOf(addresses[at]!);
      const { sent, came, reply, had } = await call(addresses[at]!, question, dialect, signal);
      if (reply !== null) {
        known = { address: at, dialect };
        // It would be stored, and shown, as an answer.
        if (secrets.holds(reply.text)) throw new EndpointError("garbage", `${place} answers with the key itself`);
        if (!needsRoom(reply, question)) return reply;
        room = Math.max(room, Math.min(settings.thinkingTokens, had === 0 ? FIRST_ROOM : 2 * had));
        if (room > had && way < MOST_WAYS) continue;
        if (reply.thought || reply.text === "") throw spentOnThinking(place, question, dialect);
        return reply;
      }
      const no = refused(came, place);
      const isPage = isWebPage(no.body);
      const mayWait = WAITING.has(no.status) || isQuotaSpent(no);
      const next = mayWait || isPage ? null : afterRefusal(dialect, sent, came.body.slice(0, 20_000));
      const isLost = known.address === null && next === null;
      const isRedirect = came.status >= 300 && came.status < 400;
      if (isRedirect && !(isLost && staysAt(came, addresses[at]!))) throw sentElsewhere(came, addresses[at]!);
      const isUnreadable = no.status < 300 && !isPage && next === null && (errorIn(came.json)?.isNotice ?? true);
      if (isLost && !mayWait && (isRedirect || isUnreadable || isElsewhere(no))) {
        if (isRedirect) unreadableFirst ??= sentElsewhere(came, addresses[at]!);
        else if (isUnreadable && !isElsewhere(no)) unreadableFirst ??= unreadable(no);
        missed.push(`${place} (HTTP ${came.status} ${excerpt(wordsOf(no.body))})`);
        if (++at < addresses.length) continue;
        throw unreadableFirst ?? nowhere(missed, no);
      }
      if (isUnreadable || (no.status < 300 && isPage)) throw unreadable(no);
      const isVague = !mayWait && !isUnknownModel(no) && (VAGUE.has(no.status) || UNSAID.test(no.body));
      const without = way >= MOST_WAYS ? null : (next ?? (isVague ? barer(dialect, sent) : null));
      if (without === null) throw refusalError(no);
      dialect = without;
    }
  }

  /** Learns from a reply whether the model thinks, and whether it needs more room to say something. */
  function needsRoom(reply: ChatReply, { saysNothing }: ChatQuestion): boolean {
    if (reply.thought) room = Math.max(room, Math.min(FIRST_ROOM, settings.thinkingTokens));
    if (reply.text === "" && reply.thought) return true;
    return reply.cut && (reply.text === "" || reply.thought || (saysNothing?.(reply) ?? false));
  }

  function spentOnThinking(place: string, { maxTokens }: ChatQuestion, dialect: Dialect): EndpointError {
    const had = limitIn(dialect, maxTokens + room);
    return new EndpointError(
      "thinking",
      `${model} at ${place} spends all of its ${had} tokens on thinking and gives no answer. Give it more room with ENDPOINT_THINKING, ` +
        "or thinking in CONTESTANTS, or choose a model that doesn't think",
    );
  }

  /** The same error, fit to be logged. */
  function cleaned(error: unknown): unknown {
    if (error instanceof EndpointError)
      return new EndpointError(error.problem, secrets.clean(error.message), error.retryAfterMs);
    return error instanceof Error ? new Error(secrets.clean(error.message)) : error;
  }

  return {
    endpoint,
    get spent() {
      return budget.spent;
    },
    complete(question, signal) {
      const [first, longest] = settings.pauseMs;
      const least = first / 2;
      const abortable = signal === undefined ? {} : { signal };
      return pRetry(() => ask(question, signal), {
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
      }).catch((error: unknown) => {
        throw signal?.aborted ? signal.reason : cleaned(error);
      });
    },
  };
}

const SET_KEY = "Set it anew in ENDPOINT_KEY, or in CONTESTANTS";

/** About four characters a token, as English has; used where an endpoint doesn't count for us. */
const estimateTokens = (text: string): number => Math.ceil(text.length / 4);

/** After these the same request may go through later, or with another key. */
const WAITING: ReadonlySet<number> = new Set([401, 407, 408, 425, 429, 502, 503, 504, 529]);
/** With these a request is refused, often without a word on what is wrong with it. */
const VAGUE: ReadonlySet<number> = new Set([400, 422]);
/** OpenRouter says with 404 that nobody takes all that was asked for. */
const UNSAID = /requested parameters/i;

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
  const { maxCalls, maxTokens, timeoutMs, thinkingTokens } = endpoint;
  const budget = openBudget({ calls: maxCalls, tokens: maxTokens }, before);
  return openChatClient(endpoint, budget, { ...CHAT, timeoutMs, thinkingTokens });
}
