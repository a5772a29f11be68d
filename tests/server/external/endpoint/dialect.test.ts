import { describe, expect, test } from "vitest";
import { openBudget } from "../../../../server/external/endpoint/budget.ts";
import { CHAT, openChatClient } from "../../../../server/external/endpoint/chat-client.ts";
import { type Answer, raw, says, scriptedEndpoint } from "../../../support/scripted-endpoint.ts";
import { LIMITS } from "./limit-refusals.ts";
import { openai, PARAMETERS } from "./parameter-refusals.ts";

const UNLIMITED = { calls: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY };
const question = {
  messages: [
    { role: "system", content: "Be short." },
    { role: "user", content: "Why?" },
  ],
  ...{ maxTokens: 40, temperature: 0, topLogprobs: 8 },
} as const;

describe("an endpoint that refuses", () => {
  test.each([...PARAMETERS, ...LIMITS])(
    "%s is asked otherwise, and remembered",
    async (_, isRefused, refusal, sent, absent) => {
      await using endpoint = await scriptedEndpoint((response, asked) =>
        (isRefused(asked) ? refusal : says("A"))(response, asked),
      );
      const chat = openChatClient({ url: endpoint.url, model: "m", apiKey: null }, openBudget(UNLIMITED), {
        ...CHAT,
        retries: 0,
      });
      expect((await chat.complete(question)).text).toBe("A");
      const tries = endpoint.asked.length;
      expect(tries).toBeGreaterThan(1);
      expect(endpoint.asked.at(-1)!.body).toMatchObject(sent);
      for (const name of absent) expect(endpoint.asked.at(-1)!.body).not.toHaveProperty(name);
      expect(chat.spent.calls).toBe(tries);
      await chat.complete(question);
      expect(endpoint.asked).toHaveLength(tries + 1);
    },
  );

  test("everything is told what it says, and asked a few times only", async () => {
    await using endpoint = await scriptedEndpoint(openai("temperature, logprobs, max_tokens and stream: no"));
    const chat = openChatClient({ url: endpoint.url, model: "m", apiKey: null }, openBudget(UNLIMITED));
    await expect(chat.complete(question)).rejects.toThrow(/refuses the request \(HTTP 400 "temperature, logprobs/);
    expect(endpoint.asked.length).toBeLessThan(8);
  });

  test.each<[string, Answer]>([
    [
      "OpenAI's",
      raw(
        '{"error":{"message":"The model `m` does not exist or you do not have access to it.","code":"model_not_found"}}',
        undefined,
        404,
      ),
    ],
    [
      "Ollama's",
      raw('{"error":{"message":"model \\"m\\" not found, try pulling it first","type":"api_error"}}', undefined, 404),
    ],
    [
      "vLLM's",
      raw(
        '{"object":"error","message":"The model `m` does not exist.","type":"NotFoundError","code":404}',
        undefined,
        404,
      ),
    ],
    ["OpenRouter's", raw('{"error":{"message":"m is not a valid model ID","code":400}}', undefined, 400)],
    ["Mistral's", raw('{"message":"Invalid model: m","type":"invalid_model","code":"1500"}', undefined, 400)],
  ])("a model that it doesn't have is told at once, by its name: %s words", async (_, refusal) => {
    await using endpoint = await scriptedEndpoint(refusal);
    const chat = openChatClient({ url: endpoint.url, model: "m", apiKey: null }, openBudget(UNLIMITED));
    await expect(chat.complete(question)).rejects.toThrow(/has no model "m".*Check ENDPOINT_MODEL/);
    expect(endpoint.asked).toHaveLength(1);
  });
});
