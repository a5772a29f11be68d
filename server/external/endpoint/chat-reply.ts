import { z } from "zod";
import { EndpointError } from "./endpoint-error.ts";

/** One of the tokens that might have come first, with its log-probability. */
export interface TokenChance {
  readonly token: string;
  readonly logprob: number;
}

/** What came back, as far as it is used. */
export interface ChatReply {
  readonly text: string;
  /** Of prompt and answer, as the endpoint counts them; estimated where it doesn't. */
  readonly tokens: number;
  /** What the first token might have been; null where the endpoint doesn't say. */
  readonly firstToken: readonly TokenChance[] | null;
}

const chance = z.object({ token: z.string(), logprob: z.number() });
/** The parts of a chat completion that are used (OpenAI's API reference, "The chat completion object"). */
const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }),
        logprobs: z
          .object({ content: z.array(chance.extend({ top_logprobs: z.array(chance).default([]) })).nullish() })
          .nullish(),
      }),
    )
    .min(1),
  usage: z.object({ total_tokens: z.number() }).nullish(),
});

/**
 * @param clean takes out of a body what no message may repeat
 * @throws EndpointError "garbage" when the body is no chat completion
 */
export function readReply(
  body: string,
  estimate: (text: string) => number,
  clean: (body: string) => string,
): ChatReply {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    const kind = /^\s*</.test(body) ? "a web page" : "something that is no JSON";
    throw new EndpointError("garbage", `The endpoint answered with ${kind}: ${excerpt(clean(body))}. ${CHECK_ADDRESS}`);
  }
  const read = completion.safeParse(parsed);
  if (!read.success)
    throw new EndpointError(
      "garbage",
      `The endpoint's answer is no chat completion: ${excerpt(clean(body))}. ${CHECK_ADDRESS}`,
    );
  const [choice] = read.data.choices;
  const text = choice!.message.content ?? "";
  const first = choice!.logprobs?.content?.[0];
  return {
    text,
    tokens: read.data.usage?.total_tokens ?? estimate(text),
    firstToken: first === undefined ? null : first.top_logprobs.length > 0 ? first.top_logprobs : [first],
  };
}

const CHECK_ADDRESS = "The address should be that of an OpenAI-compatible API, such as http://localhost:11434/v1";

/** The beginning of a body on one line, for messages. */
export function excerpt(body: string): string {
  const line = body.replace(/\s+/g, " ").trim();
  return JSON.stringify(line.length > 120 ? `${line.slice(0, 120)}…` : line);
}
