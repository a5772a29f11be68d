import { z } from "zod";
import { endpointUrl, keySchema } from "./endpoint-config.ts";

/** A server that answers with the model that the arena adopted, and with adapters to it. */
export interface AnswerServerConfig {
  /** Its base, as in http://localhost:8000/v1. */
  readonly url: string;
  /** What it calls the model; null: the first that it lists. */
  readonly model: string | null;
  readonly apiKey: string | null;
}

/** What of the environment belongs to it, with what each variable must be. */
export const answerServerVariables = {
  ANSWER_SERVER_URL: {
    schema: endpointUrl.transform((url) => url.replace(/\/+$/, "")).optional(),
    expected: "the base of vLLM's OpenAI-compatible API, like http://localhost:8000/v1",
  },
  ANSWER_SERVER_MODEL: {
    schema: z.string().min(1).max(1000).optional(),
    expected: "a model's name of at most 1000 characters",
  },
  ANSWER_SERVER_KEY: { schema: keySchema.optional(), expected: "the key of the API, one word" },
} as const;

type Variables = typeof answerServerVariables;

/**
 * What becomes of these variables; null where no server is set.
 * @param read gives a variable's value, and undefined for one that can't be used, which it reports itself
 */
export function answerServerConfig(
  read: <N extends keyof Variables>(name: N) => z.output<Variables[N]["schema"]>,
): AnswerServerConfig | null {
  const [url, model, apiKey] = [
    read("ANSWER_SERVER_URL"),
    read("ANSWER_SERVER_MODEL") ?? null,
    read("ANSWER_SERVER_KEY") ?? null,
  ];
  return url === undefined ? null : { url, model, apiKey };
}
