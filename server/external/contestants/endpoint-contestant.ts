import { countWords, MAX_ANSWER_LENGTH, MAX_WORDS } from "../../../shared/round/beats/writing.ts";
import type { ChatClient } from "../endpoint/chat-client.ts";
import type { Answered, Contestant } from "./contestant.ts";

const LANES = 2;
/** Room for an answer of full length, and for a model that thinks aloud first. */
const MAX_TOKENS = 300;
/** Different answers to the same prompt, as the policy samples them. */
const TEMPERATURE = 0.9;
const SYSTEM =
  "You take part in a game for school classes in which people compare short answers without knowing who wrote them. " +
  `Answer in one to three plain sentences of together 8 to ${MAX_WORDS} words, as a friendly person would say it to a child. ` +
  "Use letters, digits and . , ! ? ' - only: no lists, no quotes, no brackets, no markup, no emoji. " +
  "Reply with the answer alone, and don't say that you are a model.";

/** A model behind an OpenAI-compatible API, under the limits of everybody's answers. */
export function endpointContestant(name: string, client: ChatClient, isSafe: (text: string) => boolean): Contestant {
  return {
    name,
    lanes: LANES,
    async answer(prompt, signal) {
      const messages = [
        { role: "system", content: SYSTEM },
        { role: "user", content: prompt },
      ] as const;
      const { text } = await client.complete({ messages, maxTokens: MAX_TOKENS, temperature: TEMPERATURE }, signal);
      return checked(plain(text), isSafe);
    },
  };
}

/** On one line, with the signs of a keyboard, without what a model thought before and the quotes that some put around. */
export function plain(reply: string): string {
  return reply
    .replace(/<think>[\s\S]*?(<\/think>|$)/gi, "")
    .normalize("NFKC")
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/["\u201c\u201d\u201e\u00ab\u00bb]/g, "")
    .replace(/\s*[\u2013\u2014]\s*/g, " - ")
    .replace(/\s+/g, " ")
    .trim();
}

function checked(text: string, isSafe: (text: string) => boolean): Answered {
  const words = countWords(text);
  if (words === 0) return { unusable: "it is empty" };
  if (words > MAX_WORDS) return { unusable: `it has ${words} words, and ${MAX_WORDS} are the limit` };
  if (text.length > MAX_ANSWER_LENGTH)
    return { unusable: `it has ${text.length} characters, and ${MAX_ANSWER_LENGTH} are the limit` };
  if (!isSafe(text)) return { unusable: "it has words or signs that are not for a classroom" };
  return { text };
}
