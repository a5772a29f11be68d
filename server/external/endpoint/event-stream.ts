import { createParser } from "eventsource-parser";
import { isFields, readContent } from "./chat-reply.ts";

/** Puts the pieces of a streamed chat completion together. */
export interface EventStream {
  /** Takes what came next of the body. Returns true when the stream says that it is over; it may stay open. */
  feed(text: string): boolean;
  /** One whole chat completion, as a server sends it that doesn't stream; null where no event was one. */
  completion(): unknown;
}

/** A server that streams although it was told not to (server-sent events with `data: {"choices": [{"delta": ...}]}`, ended by `data: [DONE]`). */
export function openEventStream(): EventStream {
  let isOver = false;
  let whole: unknown = null;
  let hasChoices = false;
  const texts = { content: "", reasoning: "", refusal: "" };
  const last: Record<string, unknown> = {};
  const logprobs: unknown[] = [];

  function take(event: unknown): void {
    if (!isFields(event)) return;
    if (event.error != null) whole = event;
    if (isFields(event.usage)) last.usage = event.usage;
    const choice = Array.isArray(event.choices) ? event.choices.find(isFields) : undefined;
    if (choice === undefined) return;
    hasChoices = true;
    if (isFields(choice.message)) whole = event;
    const delta = isFields(choice.delta) ? choice.delta : choice;
    const { text, thinking, refusal } = readContent(delta.content ?? delta.text);
    texts.content += text;
    if (thinking) texts.reasoning += "…";
    if (refusal) texts.refusal += "…";
    for (const name of ["reasoning_content", "reasoning"])
      if (typeof delta[name] === "string") texts.reasoning += delta[name];
    if (typeof delta.refusal === "string") texts.refusal += delta.refusal;
    if (isFields(choice.logprobs) && Array.isArray(choice.logprobs.content)) logprobs.push(...choice.logprobs.content);
    if (choice.finish_reason != null) last.finish_reason = choice.finish_reason;
  }

  const parser = createParser({
    onEvent({ data }) {
      if (data.trim() === "[DONE]") isOver = true;
      else take(parsed(data));
    },
  });

  return {
    feed(text) {
      parser.feed(text);
      return isOver;
    },
    completion() {
      parser.feed("\n\n"); // a server that hangs up may not have ended its last event
      if (whole !== null || !hasChoices) return whole;
      const { usage, ...rest } = last;
      return { choices: [{ message: texts, logprobs: { content: logprobs }, ...rest }], usage };
    },
  };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
