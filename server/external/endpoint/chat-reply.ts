import { withoutThinking } from "./thinking.ts";

/** One of the tokens that might have come first, with its log-probability. */
export interface TokenChance {
  readonly token: string;
  readonly logprob: number;
}

/** What came back, as far as it is used. */
export interface ChatReply {
  /** Without what the model thought before. */
  readonly text: string;
  /** Whether it thought, in the text or beside it. */
  readonly thought: boolean;
  /** Whether it was cut where the room for it ended. */
  readonly cut: boolean;
  /** Whether the model, or a filter before it, declined to answer. */
  readonly declined: boolean;
  /** Of prompt and answer, as the endpoint counts them; null where it doesn't. */
  readonly tokens: number | null;
  /** What the first token of the answer might have been; null where the endpoint doesn't say. */
  readonly firstToken: readonly TokenChance[] | null;
}

export type Fields = Readonly<Record<string, unknown>>;

const CUT = /length|max_?(?:output_?)?(?:new_?)?tokens|limit|incomplete/i;
const DECLINED = /filter|refus|safety|blocked|sensitive|prohibited/i;

/**
 * A chat completion ("The chat completion object" in OpenAI's API reference). Servers differ in all that isn't the text itself, so nothing else has
 * to be there or to be as it should: what is odd counts as absent. Completions of the older kind (`text`), parts of a stream put together, and the
 * replies of Anthropic's and Ollama's own APIs are read too.
 * @param room tokens that the answer had room for, thinking included
 * @returns null when there is no answer in it
 */
export function readReply(body: unknown, room: number): ChatReply | null {
  if (!isFields(body)) return null;
  const choices = Array.isArray(body.choices) ? body.choices.filter(isFields) : [];
  const choice = choices.find((one) => said(one).text !== "") ?? choices[0] ?? withoutNotice(body);
  const { text: all, thinking, refusal, isAnswer } = said(choice);
  const end = words(choice.finish_reason) || words(choice.stop_reason) || words(choice.done_reason);
  if (!isAnswer && !(choice !== body && (CUT.test(end) || DECLINED.test(end)))) return null;
  const { text, thought } = withoutThinking(all);
  const usage = isFields(body.usage) ? body.usage : body;
  const spent = count(usage.completion_tokens) ?? count(usage.output_tokens) ?? count(usage.eval_count);
  const isThinking = thought || thinking || reasoned(usage);
  return {
    text,
    thought: isThinking,
    cut: CUT.test(end) || (end === "" && spent !== null && spent >= room),
    declined: refusal || DECLINED.test(end),
    tokens: totalOf(usage, spent),
    firstToken: isThinking ? null : firstTokenOf(choice.logprobs),
  };
}

/** A body that is an answer itself. A message or text right in it, without a choice around, is a notice such as "Hello World". */
function withoutNotice(body: Fields): Fields {
  const isNotice = ["message", "text"].some((name) => typeof body[name] === "string");
  return isNotice ? { ...body, message: undefined, text: undefined } : body;
}

/** What a choice says: the text as it came, and whether there were thoughts or a refusal beside it. */
function said(choice: Fields) {
  const message = [choice.message, choice.delta].find(isFields) ?? {};
  const content = [message.content, choice.message, choice.text, choice.content, choice.response, message.text].find(
    (one) => typeof one === "string" || Array.isArray(one) || (isFields(one) && ("text" in one || "parts" in one)),
  );
  const parts = readContent(content);
  const beside = ["reasoning_content", "reasoning", "reasoning_details", "thinking", "thoughts"].some((name) =>
    [message[name], choice[name]].some(isFilled),
  );
  const thinking = beside || parts.thinking;
  const refusal = isFilled(message.refusal) || parts.refusal;
  // A model that only thought, called a tool or was filtered has answered, with nothing.
  const isAnswer = content !== undefined || thinking || refusal || "content" in message || isFilled(message.tool_calls);
  return { text: parts.text, thinking, refusal, isAnswer };
}

interface Content {
  readonly text: string;
  readonly thinking: boolean;
  readonly refusal: boolean;
}

const MOST_NESTED = 6;

/** What a message holds: a text, or parts of which some are text; and whether there are thoughts or a refusal among them. */
export function readContent(content: unknown, depth = 0): Content {
  const none = { text: "", thinking: false, refusal: false };
  if (typeof content === "string") return { ...none, text: content };
  if (depth > MOST_NESTED) return none;
  if (Array.isArray(content)) {
    const parts = content.map((part) => readContent(part, depth + 1));
    return {
      text: parts.reduce((before, { text }) => joined(before, text), ""),
      thinking: parts.some(({ thinking }) => thinking),
      refusal: parts.some(({ refusal }) => refusal),
    };
  }
  if (!isFields(content)) return none;
  const type = words(content.type);
  if (/think|thought|reason/i.test(type) || content.thought === true) return { ...none, thinking: true };
  if (/refusal/i.test(type)) return { ...none, refusal: true };
  const inner = [content.text, content.output_text, content.content, content.parts, content.value].find(isFilled);
  return readContent(inner, depth + 1);
}

/** Parts follow each other as they are; a space goes between sentences that would run into each other. */
const joined = (before: string, next: string): string =>
  before + (/[.!?,;:]$/.test(before) && /^\p{L}/u.test(next) ? " " : "") + next;

function totalOf(usage: Fields, spent: number | null): number | null {
  const prompt = count(usage.prompt_tokens) ?? count(usage.input_tokens) ?? count(usage.prompt_eval_count);
  const both = prompt !== null && spent !== null ? prompt + spent : 0;
  return Math.max(count(usage.total_tokens) ?? 0, both) || null;
}

function reasoned({ completion_tokens_details: one, output_tokens_details: other, reasoning_tokens }: Fields): boolean {
  const details = [one, other].find(isFields);
  return (count(details?.reasoning_tokens) ?? count(reasoning_tokens) ?? 0) > 0;
}

/** The chances at the first token that isn't white space or a mark such as `**`. */
function firstTokenOf(logprobs: unknown): readonly TokenChance[] | null {
  if (!isFields(logprobs)) return null;
  const tokens = Array.isArray(logprobs.content) ? logprobs.content.filter(isFields) : completionTokens(logprobs);
  const first = tokens.find(({ token }) => /[\p{L}\p{N}]/u.test(words(token)));
  if (first === undefined) return null;
  const top = Array.isArray(first.top_logprobs) ? chancesOf(first.top_logprobs) : [];
  const chances = top.length > 0 ? top : chancesOf([first]);
  return chances.length > 0 ? chances : null;
}

/** As the older completions tell them: lists side by side. */
function completionTokens({ tokens, token_logprobs: own, top_logprobs: top }: Fields): readonly Fields[] {
  if (!Array.isArray(tokens)) return [];
  return tokens.map((token: unknown, i) => {
    const chances = Array.isArray(top) && isFields(top[i]) ? Object.entries(top[i]) : [];
    const logprob: unknown = Array.isArray(own) ? own[i] : null;
    return { token, logprob, top_logprobs: chances.map(([likely, logprob]) => ({ token: likely, logprob })) };
  });
}

const chancesOf = (list: readonly unknown[]): readonly TokenChance[] =>
  list.filter(isFields).flatMap(({ token, logprob }) => {
    const isChance = typeof token === "string" && typeof logprob === "number" && logprob <= 1e-3;
    return isChance ? [{ token, logprob: Math.min(0, logprob) }] : [];
  });

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const words = (value: unknown): string => (typeof value === "string" ? value : "");

/** No call takes more tokens: a larger number is a mistake, and would spend any budget at once. */
const MOST_TOKENS = 20_000_000;
const count = (value: unknown): number | null =>
  typeof value === "number" && value >= 0 && value <= MOST_TOKENS ? Math.round(value) : null;

const isFilled = (value: unknown): boolean =>
  typeof value === "string" ? value.trim() !== "" : Array.isArray(value) ? value.length > 0 : isFields(value);
