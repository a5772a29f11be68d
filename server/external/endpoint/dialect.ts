import type { Speaker } from "../../../shared/protocol/imports.ts";
import { isFields } from "./chat-reply.ts";

/** What is asked of the model, in the words of OpenAI's API. */
export interface ChatRequest {
  readonly messages: readonly { readonly role: Speaker; readonly content: string }[];
  /** Room for the answer; what a model thinks before has room of its own. */
  readonly maxTokens: number;
  readonly temperature: number;
  /** So many likeliest first tokens are asked for; 0: none. */
  readonly topLogprobs?: number;
}

/** Which of a request's parameters an endpoint takes. All but the model and the messages can be left out. */
export interface Dialect {
  /** What it calls the limit on the answer; null: it takes none. */
  readonly limit: "max_tokens" | "max_completion_tokens" | null;
  /** The smallest and the largest limit that it takes. */
  readonly limits: readonly [number, number];
  readonly temperature: boolean;
  /** The most likeliest tokens that it tells; 0: only the chosen one. */
  readonly topLogprobs: number;
  readonly logprobs: boolean;
  /** What is said of streaming; null: nothing. */
  readonly stream: boolean | null;
  /** Whether there may be a message of the system. Else its words stand before the user's. */
  readonly system: boolean;
}

/** As OpenAI's API reference has it. */
export const OPENAI: Dialect = {
  limit: "max_tokens",
  limits: [1, Number.POSITIVE_INFINITY],
  temperature: true,
  topLogprobs: Number.POSITIVE_INFINITY,
  logprobs: true,
  stream: false,
  system: true,
};

/** @param room tokens for the answer and what is thought before it */
export function bodyOf(model: string, request: ChatRequest, room: number, dialect: Dialect) {
  const { messages, temperature, topLogprobs = 0 } = request;
  const most = Math.min(topLogprobs, dialect.topLogprobs);
  return {
    model,
    messages: dialect.system ? messages : withoutSystem(messages),
    ...(dialect.limit === null ? {} : { [dialect.limit]: limitIn(dialect, room) }),
    ...(dialect.temperature ? { temperature } : {}),
    ...(topLogprobs > 0 && dialect.logprobs ? { logprobs: true, ...(most > 0 ? { top_logprobs: most } : {}) } : {}),
    ...(dialect.stream === null ? {} : { stream: dialect.stream }),
  };
}
export type ChatBody = ReturnType<typeof bodyOf> & Readonly<Record<string, unknown>>;

/** The room that an endpoint of this dialect is asked for. */
export const limitIn = ({ limits: [least, most] }: Dialect, room: number): number =>
  Math.min(most, Math.max(least, room));

function withoutSystem(messages: ChatRequest["messages"]): ChatRequest["messages"] {
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const others = messages.filter(({ role }) => role !== "system");
  return others.map((one, i) => (i === 0 ? { ...one, content: [...system, one.content].join("\n\n") } : one));
}

/** What is too much, and what is too little. */
const TOO_LARGE =
  /too (?:large|high|big|many|long)|above|exceed|at most|max(?:imum)?\b|max allowed|<=|less than|smaller than|up to|no more than|between|range|greater than/i;
const TOO_SMALL = /too (?:small|low|few)|below|at least|min(?:imum)?\b|>=|greater than or equal|positive/i;
const CONTEXT =
  /context[ _-]?(?:length|window|size)|maximum context|n_ctx|inputs?\W{1,3}tokens\b.{0,20}max_new_tokens|(?:input|prompt) is too long/i;

/** Before what an endpoint would take. */
const LISTING =
  /(?:expected one of|(?:supported|allowed|valid|accepted) (?:parameters|fields|arguments|keys)\b[^.]{0,20}:)/i;

/** The parameters that can be given up, by how servers name them. */
const NAMED = {
  limit: /\bmax[ _-]?(?:completion|output|new)?[ _-]?tokens\b/i,
  topLogprobs: /\btop[ _-]?log[ _-]?prob(?:abilitie)?s?\b|\bsample logprobs\b/i,
  logprobs: /(?<!top[ _-]|sample )\blog[ _-]?prob(?:abilitie)?s?\b/i,
  temperature: /\btemperature\b/i,
  stream: /\bstream(?:ing|ed)?\b/i,
  system:
    /\bsystem\b[\s\S]{0,40}\b(?:role|message|prompt|instruction)|\brole\b[\s\S]{0,40}\bsystem\b|messages\W{0,3}0\W{0,2}role|developer instruction|roles must alternate/i,
} as const;

/**
 * How to ask an endpoint again that refused a request: without what it names, or within the bounds that it names.
 * @param said its refusal
 * @returns null where nothing that was sent is named
 */
export function afterRefusal(dialect: Dialect, sent: ChatBody, said: string): Dialect | null {
  const text = complaintIn(said).split(LISTING)[0]!;
  let next = dialect;
  const has = (name: string) => name in sent;
  const room = sent.max_tokens ?? sent.max_completion_tokens;
  if (typeof room === "number" && (NAMED.limit.test(text) || CONTEXT.test(text)))
    next = { ...next, ...otherLimit(dialect, room, text) };
  if (has("top_logprobs") && NAMED.topLogprobs.test(text))
    next = { ...next, topLogprobs: numbersIn(text).findLast((n) => n > 0 && n < Number(sent.top_logprobs)) ?? 0 };
  if (has("logprobs") && NAMED.logprobs.test(text)) next = { ...next, logprobs: false };
  // It refuses the chosen one alone, too.
  if (has("logprobs") && !has("top_logprobs") && NAMED.topLogprobs.test(text)) next = { ...next, logprobs: false };
  if (has("temperature") && NAMED.temperature.test(text)) next = { ...next, temperature: false };
  if (has("stream") && NAMED.stream.test(text)) next = { ...next, stream: otherStream(sent.stream, text) };
  if (dialect.system && sent.messages[0]?.role === "system" && NAMED.system.test(text))
    next = { ...next, system: false };
  return next === dialect ? null : next;
}

/**
 * With little but the messages, for an endpoint that doesn't say what it refuses; then with the limit by its other name. Without a limit it is never
 * asked unless it says so: that may cost.
 * @returns null where nothing more can be given up
 */
export function barer(dialect: Dialect, sent: ChatBody): Dialect | null {
  const hasMore = ["temperature", "logprobs", "stream"].some((name) => name in sent);
  if (hasMore) return { ...dialect, temperature: false, logprobs: false, stream: null };
  return dialect.limit === "max_tokens" ? { ...dialect, limit: "max_completion_tokens" } : null;
}

function otherLimit(dialect: Dialect, room: number, text: string): Partial<Dialect> {
  const [least, most] = dialect.limits;
  const numbers = numbersIn(text);
  // What is left of the context depends on the question: half as much is tried.
  if (CONTEXT.test(text)) return room > 16 ? { limits: [Math.min(least, room >> 1), room >> 1] } : {};
  const below = numbers.findLast((n) => n > 0 && n < room);
  if (below !== undefined && TOO_LARGE.test(text)) return { limits: [Math.min(least, below), below] };
  const above = numbers.find((n) => n > room && n <= 4096);
  if (above !== undefined && TOO_SMALL.test(text)) return { limits: [above, Math.max(most, above)] };
  return { limit: dialect.limit === "max_tokens" ? "max_completion_tokens" : null };
}

/** Some models only stream, and their answers can be read. */
const otherStream = (sent: unknown, text: string): boolean | null =>
  sent === false && /\bonly\b|non-stream|\brequire|\bmust\b|\bneed|\benable/i.test(text) ? true : null;

/** Whole numbers in a text, ascending. */
const numbersIn = (text: string): readonly number[] =>
  [...text.matchAll(/(?<![\w.-])\d{1,9}(?![\w]|\.\d)/g)].map(([digits]) => Number(digits)).sort((a, b) => a - b);

/** What a refusal complains of: the parameters that it names in a field of their own, or else its words, without what it repeats of the request. */
function complaintIn(said: string): string {
  let body: unknown;
  try {
    body = JSON.parse(said);
  } catch {
    return said;
  }
  const found: string[] = [];
  const look = (value: unknown, name: string, depth: number): void => {
    if (depth > 6) return;
    if (
      typeof value === "string" &&
      /^(?:error|errors|message|msg|detail|details|param|title|reason|description|loc|raw|failed_generation)?$/i.test(
        name,
      )
    )
      return void found.push(value.startsWith("{") ? complaintIn(value) : value);
    if (Array.isArray(value)) for (const one of value) look(one, name, depth + 1);
    else if (isFields(value))
      for (const [inner, one] of Object.entries(value)) if (inner !== "input") look(one, inner, depth + 1);
  };
  look(body, "", 0);
  return found.length > 0 ? found.join("\n") : said;
}
