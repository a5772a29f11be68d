import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answerServer, onceAnswered } from "../../../../server/external/answer-server/answer-server.ts";
import { openServedModel } from "../../../../server/external/answer-server/served-model.ts";
import { freshAdapter } from "../../../../server/ml/model/low-rank-adapter.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { type AnsweringServer, answeringServer } from "../../../support/answering-server.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY, TINY_SHAPE } from "../../../support/tiny-model.ts";

let server: AnsweringServer;
let root: ReturnType<typeof temporaryFolder>;
beforeEach(async () => {
  root = temporaryFolder();
  server = await answeringServer(() => [7, 8, 3]);
});
afterEach(() => {
  server.stop();
  root.remove();
});

const adapter = { rank: 2, alpha: 4, targets: ["q_proj"] as const };
const open = () =>
  openServedModel({
    ...{
      server: answerServer({ url: server.url, model: null, apiKey: null }),
      config: TINY,
      adapter,
      shape: TINY_SHAPE,
    },
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
  expect(answers[0]).toMatchObject({ response: [7, 8, 3], logProbs: [-0.5, -0.5, -0.5] });
  expect(server.asked.at(-1)!.body).toMatchObject({
    model: "base-model",
    temperature: 1,
    top_p: 0.98,
    stop_token_ids: [3],
  });
});

test("what the model says of a response is read from behind its prompt", async () => {
  const { reference } = await open();
  const [reading] = await reference.read([{ prompt: [1, 5, 2], response: [7, 8] }]);
  expect([...reading!.refLogProbs]).toEqual([-3, -4]);
  expect(reading!.features[0]).toBe(2); // tokens
});

test("an adapter is loaded when it is taken up, answers by its name, and is gone with the last who used it", async () => {
  const { generator } = await open();
  const [one, same] = [await generator.withWeights(trained(0.5)), await generator.withWeights(trained(0.5))];
  const [name] = server.loaded.keys();
  expect(server.loaded.size).toBe(1);
  expect(await readdir(server.loaded.get(name!)!)).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
  await one.generate([[1]], drawn);
  expect(server.asked.at(-1)!.body.model).toBe(name);
  await one.dispose();
  expect(server.loaded.size).toBe(1);
  await same.dispose();
  expect([...server.loaded.keys(), ...(await readdir(root.path))]).toEqual([]);
});

test("an adapter that changes nothing is the model alone", async () => {
  const { generator } = await open();
  await (await generator.withWeights(trained(0))).generate([[1]], drawn);
  expect(server.loaded.size).toBe(0);
  expect(server.asked.at(-1)!.body.model).toBe("base-model");
});

test("a server that can't do it is told what it lacks", async () => {
  const { generator } = await open();
  server.refuse(404, '{"detail":"Not Found"}');
  await expect(generator.withWeights(trained(1))).rejects.toThrow("VLLM_ALLOW_RUNTIME_LORA_UPDATING=True");
  await expect(open()).rejects.toThrow("Check ANSWER_SERVER_URL");
  server.refuse(401, "no");
  await expect(open()).rejects.toThrow("Set ANSWER_SERVER_KEY");
  server.refuse(200, JSON.stringify({ choices: [{ index: 0, finish_reason: "stop" }] }));
  await expect(generator.generate([[1]], drawn)).rejects.toThrow("gives no token ids. The answer server must be vLLM");
});

test("one that is away is waited for, each reason is told once, and whoever stops doesn't wait", async () => {
  const said: string[] = [];
  const log = { warn: (message: string) => void said.push(message) };
  server.refuse(503, "no upstream");
  const { signal } = new AbortController();
  const opening = onceAnswered(open, log, signal);
  await expect.poll(() => server.asked.length).toBe(2);
  expect(said).toEqual([expect.stringContaining("answers 503. Waiting for it")]);
  server.refuse(200, JSON.stringify({ data: [{ id: "base-model" }] }));
  await opening;
  server.stop();
  const stopping = new AbortController();
  const waiting = onceAnswered(open, log, stopping.signal);
  await expect.poll(() => said.at(-1)).toMatch(/can't be reached: nothing listens at 127\.0\.0\.1.*Waiting for it/);
  stopping.abort(new Error("stopped"));
  await expect(waiting).rejects.toThrow();
});
