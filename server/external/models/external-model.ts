import { countWords, MAX_ANSWER_LENGTH, MAX_WORDS } from "../../../shared/round/beats/writing.ts";
import type { EndpointConfig } from "../../endpoint-config.ts";
import { isSafeAnywhere } from "../../world/safety.ts";
import type { Spent } from "../endpoint/budget.ts";
import { type ChatClient, configuredClient } from "../endpoint/chat-client.ts";

/** What came of a question: an answer that may be dealt, or why what was said can't be. */
export type Answered = { readonly text: string } | { readonly unusable: string };

/** A model that answers the arena's prompts beside its own policy and isn't trained. */
export interface ExternalModel {
  /** The same after a restart, and another one for another model: answers and rating are kept under it. */
  readonly name: string;
  /** Calls that may run side by side. */
  readonly lanes: number;
  /**
   * @param ofPack whether the prompt is a host's own, in whatever language and signs
   * @throws EndpointError when the endpoint fails; the signal's reason when aborted
   */
  answer(prompt: string, signal?: AbortSignal, ofPack?: boolean): Promise<Answered>;
}

const LANES = 2;
/** Room for an answer of full length. What a model thinks before has room of its own. */
const MAX_TOKENS = 300;
/** Different answers to the same prompt, as the policy samples them. */
const TEMPERATURE = 0.9;
const SYSTEM =
  "You take part in a game for school classes in which people compare short answers without knowing who wrote them. " +
  `Answer in one to three plain sentences of together 8 to ${MAX_WORDS} words, as a friendly person would say it to a child. ` +
  "Use letters, digits and . , ! ? ' - only: no lists, no quotes, no brackets, no markup, no emoji. " +
  "Answer in the language of the question. Reply with the answer alone, and don't say that you are a model.";

/** A model behind an OpenAI-compatible API; its answers keep to the limits of players' answers. */
export function endpointModel(name: string, client: ChatClient, isSafe: (text: string) => boolean): ExternalModel {
  return {
    name,
    lanes: LANES,
    async answer(prompt, signal, ofPack = false) {
      const messages = [
        { role: "system", content: SYSTEM },
        { role: "user", content: prompt },
      ] as const;
      const reply = await client.complete({ messages, maxTokens: MAX_TOKENS, temperature: TEMPERATURE }, signal);
      if (reply.declined) return { unusable: "the model declines to answer" };
      // A class is dealt whole sentences; and what breaks off may be thoughts that nothing marks.
      if (reply.cut) return { unusable: "it breaks off where its room ends" };
      return checked(plainAnswer(reply.text), ofPack ? isSafeAnywhere : isSafe);
    },
  };
}

/** A reply on one line, in the signs of a keyboard, without the quotes that some models put around. */
export function plainAnswer(reply: string): string {
  return reply
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

/** An external model that was opened, and what its endpoint has been asked, with what was asked before it was opened. */
export interface OpenedExternalModel {
  readonly model: ExternalModel;
  readonly spent: () => Spent;
}

/** Opens external models by the names that an arena's settings may hold. */
export interface ExternalModelOpener {
  /** Those that can be opened. */
  readonly names: readonly string[];
  /** The name under which it is known in the arena, with its model's, so that another model has another rating. */
  labelOf(name: string): string;
  /**
   * @param before what earlier processes have spent of its budget
   * @throws Error that says what to set where none has the name
   */
  open(name: string, before: Spent): OpenedExternalModel;
}

/**
 * Opens the models that the server's configuration names.
 * @param endpoints by the names that settings may hold
 * @param isSafe whether players may see a text
 */
export function configuredModels(
  endpoints: ReadonlyMap<string, EndpointConfig>,
  isSafe: (text: string) => boolean,
): ExternalModelOpener {
  const labelOf = (name: string) => {
    const model = endpoints.get(name)?.model ?? "default";
    return model === "default" ? name : `${name}:${model}`;
  };
  return {
    names: [...endpoints.keys()],
    labelOf,
    open(name, before) {
      const endpoint = endpoints.get(name);
      if (endpoint === undefined) {
        const known = endpoints.size === 0 ? "none is set" : `there are ${[...endpoints.keys()].join(", ")}`;
        throw new Error(
          `No external model is called ${JSON.stringify(name)}: ${known}. Set ENDPOINT_URL for "endpoint", or add it to CONTESTANTS.`,
        );
      }
      const client = configuredClient(endpoint, before);
      return { model: endpointModel(labelOf(name), client, isSafe), spent: () => client.spent };
    },
  };
}
