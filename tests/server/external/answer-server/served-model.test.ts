import { readdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answerServer } from "../../../../server/external/answer-server/answer-server.ts";
import { openServedModel } from "../../../../server/external/answer-server/served-model.ts";
import { freshAdapter } from "../../../../server/ml/model/low-rank-adapter.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY, TINY_SHAPE } from "../../../support/tiny-model.ts";

/** vLLM as far as an arena asks it: every answer is 7, 8 and the end; adapters are kept by their names. */
let asked: { path: string; body: Record<string, unknown> }[];
let loaded: Map<string, string>;
let refuses: readonly [number, string] | null;
let url: string;
let server: ReturnType<typeof createServer>;
let root: ReturnType<typeof temporaryFolder>;
beforeEach(async () => {
  root = temporaryFolder();
  [asked, loaded, refuses] = [[], new Map(), null];
  server = createServer(async (request, response) => {
    const body = request.method === "POST" ? ((await json(request)) as Record<string, unknown>) : {};
    asked.push({ path: request.url!, body });
    const [status, answer] = refuses ?? [200, answerTo(request.url!, body)];
    response.writeHead(status).end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterEach(() => {
  server.close();
  root.remove();
});

function answerTo(path: string, body: Record<string, unknown>): unknown {
  if (path === "/v1/models") return { data: [{ id: "base-model" }, { id: "other" }] };
  const name = body.lora_name as string;
  if (path === "/v1/load_lora_adapter") return loaded.set(name, body.lora_path as string) && "Success";
  if (path === "/v1/unload_lora_adapter") return loaded.delete(name) && "Success";
  const prompts = body.prompt as number[][];
  const choices = prompts.map((prompt, index) => ({
    index,
    finish_reason: "stop",
    token_ids: [7, 8, 3],
    logprobs: { token_logprobs: [-0.5, -1, -0.25] },
    ...(body.prompt_logprobs === undefined
      ? {}
      : {
          prompt_logprobs: prompt.map((id, at) =>
            at === 0 ? null : { [id]: { logprob: -at }, 9999: { logprob: -9 } },
          ),
        }),
  }));
  return { choices: choices.toReversed() }; // in any order
}

const adapter = { rank: 2, alpha: 4, targets: ["q_proj"] as const };
const open = () =>
  openServedModel({
    ...{ server: answerServer({ url, model: null, apiKey: null }), config: TINY, adapter, shape: TINY_SHAPE },
    ...{ decode: (tokens: readonly number[]) => tokens.join(" "), baseName: "base", folder: root.path },
  });
const drawn = { random: () => 0.5 };
const trained = (values: number) =>
  Object.fromEntries(
    Object.entries(freshAdapter(TINY, adapter, seeded(1))).map(([name, { shape, values: old }]) => [
      name,
      { shape, values: name.endsWith("lora_B.weight") ? old.map(() => values) : old },
    ]),
  );

test("answers are drawn from the model in tokens, with their probabilities, in the order of the prompts", async () => {
  const { generator } = await open();
  const answers = await generator.generate(
    [
      [1, 5],
      [1, 6, 2],
    ],
    drawn,
  );
  expect(answers.map(({ prompt }) => prompt)).toEqual([
    [1, 5],
    [1, 6, 2],
  ]);
  expect(answers[0]).toMatchObject({ response: [7, 8, 3], logProbs: [-0.5, -1, -0.25] });
  expect(asked.at(-1)!.body).toMatchObject({ model: "base-model", temperature: 1, top_p: 0.98, stop_token_ids: [3] });
});

test("what the model says of a response is read from behind its prompt", async () => {
  const { reference } = await open();
  const [reading] = await reference.read([{ prompt: [1, 5, 2], response: [7, 8] }]);
  expect([...reading!.refLogProbs]).toEqual([-3, -4]);
  expect(reading!.features.at(-4)).toBe(2);
});

test("an adapter is loaded when it is taken up, answers by its name, and is gone with the last who used it", async () => {
  const { generator } = await open();
  const [one, same] = [await generator.withWeights(trained(0.5)), await generator.withWeights(trained(0.5))];
  const [name] = loaded.keys();
  expect(loaded.size).toBe(1);
  expect(await readdir(loaded.get(name!)!)).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
  await one.generate([[1]], drawn);
  expect(asked.at(-1)!.body.model).toBe(name);
  await one.dispose();
  expect(loaded.size).toBe(1);
  await same.dispose();
  expect([...loaded.keys(), ...(await readdir(root.path))]).toEqual([]);
});

test("an adapter that changes nothing is the model alone", async () => {
  const { generator } = await open();
  await (await generator.withWeights(trained(0))).generate([[1]], drawn);
  expect(loaded.size).toBe(0);
  expect(asked.at(-1)!.body.model).toBe("base-model");
});

test("a server that can't do it is told what it lacks", async () => {
  const { generator } = await open();
  refuses = [404, '{"detail":"Not Found"}'];
  await expect(generator.withWeights(trained(1))).rejects.toThrow("VLLM_ALLOW_RUNTIME_LORA_UPDATING=True");
  await expect(open()).rejects.toThrow("Check ANSWER_SERVER_URL");
  refuses = [401, "no"];
  await expect(open()).rejects.toThrow("Set ANSWER_SERVER_KEY");
  refuses = [200, JSON.stringify({ choices: [{ index: 0, finish_reason: "stop" }] })];
  await expect(generator.generate([[1]], drawn)).rejects.toThrow("gives no token ids. The answer server must be vLLM");
});
