import { createParser } from "eventsource-parser";
import { type Fields, isFields, readContent } from "./chat-reply.ts";

/** Puts the pieces of a streamed chat completion together. */
export interface EventStream {
  /** Takes what came next of the body. Returns true when the stream says that it is over, or its answer ended; it may stay open. */
  feed(text: string): boolean;
  /** One whole chat completion, as a server sends it that doesn't stream; null where no event was one. */
  completion(): unknown;
}

/** A server that streams although it was told not to (server-sent events with `data: {"choices": [{"delta": ...}]}`, ended by `data: [DONE]`). */
export function openEventStream(): EventStream {
  const pieces = openPieces();
  let isOver = false;
  const parser = createParser({
    onEvent({ data }) {
      if (data.trim() === "[DONE]") isOver = true;
      else pieces.take(parsed(data));
    },
  });
  return {
    feed(text) {
      parser.feed(text);
      return isOver || pieces.hasEnded;
    },
    completion() {
      parser.feed("\n\n"); // a server that hangs up may not have ended its last event
      return pieces.completion();
    },
  };
}

/**
 * The same without events around: a list of pieces, or one on each line, as Ollama's own API streams.
 * @returns null where there are no pieces
 */
export function completionOfPieces(body: string): unknown {
  const whole = parsed(body);
  const list: readonly unknown[] = Array.isArray(whole)
    ? whole
    : body
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map(parsed);
  const pieces = openPieces();
  if (list.length > 0 && list.every(isFields)) for (const one of list) pieces.take(one);
  return pieces.completion();
}

function openPieces() {
  let whole: unknown = null;
  let hasChoices = false;
  const texts = { content: "", reasoning: "", refusal: "" };
  const last: Record<string, unknown> = {};
  let index: number | null = null;
  const logprobs: unknown[] = [];

  function take(event: unknown): void {
    if (!isFields(event)) return;
    if (event.error != null) whole = event;
    if (isFields(event.usage)) last.usage = event.usage;
    else if ("eval_count" in event) last.usage = event;
    const choice = choiceIn(event);
    if (choice === undefined) return;
    if (typeof choice.index === "number") index ??= choice.index;
    if (typeof choice.index === "number" && choice.index !== index) return; // another answer, which nobody asked for
    hasChoices = true;
    if (isFields(choice.message)) whole = event;
    const delta = isFields(choice.delta) ? choice.delta : choice;
    const { text, thinking, refusal } = readContent(delta.content ?? delta.text);
    texts.content += text;
    if (thinking) texts.reasoning += "…";
    if (refusal) texts.refusal += "…";
    for (const name of ["reasoning_content", "reasoning", "thinking"])
      if (typeof delta[name] === "string") texts.reasoning += delta[name];
    if (typeof delta.refusal === "string") texts.refusal += delta.refusal;
    if (isFields(choice.logprobs) && Array.isArray(choice.logprobs.content)) logprobs.push(...choice.logprobs.content);
    const end = choice.finish_reason;
    if (typeof end === "string" && end !== "" && end !== "null") last.finish_reason = end;
  }

  return {
    take,
    /** Whether the answer has ended. What may come after it isn't waited for. */
    get hasEnded() {
      return last.finish_reason !== undefined;
    },
    completion(): unknown {
      if (whole !== null || !hasChoices) return whole;
      const { usage, ...rest } = last;
      return { choices: [{ message: texts, logprobs: { content: logprobs }, ...rest }], usage };
    },
  };
}

/** The first choice of a piece; Ollama's own API has its message and counts in the piece itself. */
function choiceIn(event: Fields): Fields | undefined {
  if (Array.isArray(event.choices)) return event.choices.find(isFields);
  if (!isFields(event.message) || typeof event.done !== "boolean") return undefined;
  return { delta: event.message, finish_reason: event.done ? (event.done_reason ?? "stop") : null };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
