import { setTimeout as sleep } from "node:timers/promises";
import type { EndpointConfig } from "../../config.ts";
import { openBudget, type Spent } from "../endpoint/budget.ts";
import { CHAT, type ChatClient, openChatClient } from "../endpoint/chat-client.ts";

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
  const world = {
    sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
    random: Math.random,
    now: Date.now,
  };
  return openChatClient(endpoint, openBudget({ calls: maxCalls, tokens: maxTokens }, before), world, {
    ...CHAT,
    timeoutMs,
  });
}
