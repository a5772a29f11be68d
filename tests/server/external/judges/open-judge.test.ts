import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { configuredClient } from "../../../../server/external/endpoint/chat-client.ts";
import { arenaJudges, openJudge } from "../../../../server/external/judges/open-judge.ts";
import type { Trunk } from "../../../../server/external/judges/reward-model-judge.ts";
import { saveRewardModel } from "../../../../server/reward/reward-folder.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const pair = { prompt: "Why?", a: "a long answer", b: "short" };
const nothing = { calls: 0, tokens: 0 };

/** Reads the number of an answer's tokens, two features wide. */
const trunk: Trunk = {
  reference: {
    read: async (sequences) =>
      sequences.map(({ response }) => ({
        refLogProbs: new Float32Array(),
        features: Float32Array.of(response.length, 1),
      })),
  },
  tokenizer: { encode: (text) => [...text].map(() => 5), encodePrompt: () => [1, 2], eosId: 3 },
  shape: { promptWindow: 4, windows: [8, 16] },
};
const rewardModel = (width: number) => ({
  scale: {
    mean: new Float32Array(width),
    scale: new Float32Array(width).fill(1),
    limit: new Float32Array(width).fill(Number.POSITIVE_INFINITY),
  },
  ensemble: {
    heads: [Float64Array.from({ length: width }, (_, i) => (i === 0 ? 0.5 : 0))],
    ...{ mean: [0], std: [1], precision: new Float64Array(width).fill(1) },
  },
});

let data: ReturnType<typeof temporaryFolder>;
beforeEach(async () => {
  data = temporaryFolder();
  await mkdir(join(data.path, "judges"));
});
afterEach(() => data.remove());

const open = (name: string) => arenaJudges(data.path, null, trunk)(name, nothing);
const share = async (name: string) => (await (await open(name)).judge.compare([pair]))[0]!.share;

describe("an arena's judge", () => {
  test("may be a taste, or a rule set or a reward model that lies among the judges of the data folder", async () => {
    await writeFile(join(data.path, "judges", "brief.json"), '{ "rules": [{ "shorter": true }] }');
    await saveRewardModel(join(data.path, "judges", "wordy"), rewardModel(2));
    expect(await share("concise")).toBe(1); // three words say more than one
    expect(await share("brief")).toBeCloseTo(1 / (1 + Math.E));
    expect(await share("wordy")).toBeCloseTo(1 / (1 + Math.exp(-0.5 * (14 - 6))), 5);
    expect((await open("brief")).judge.name).toBe("brief");
    expect((await open("brief")).spent()).toEqual(nothing);
  });

  test.each(["nobody", "../secrets", "/etc/passwd", "judges/brief.json", ""])("%j is no judge", async (name) => {
    await writeFile(join(data.path, "secrets.json"), '{ "rules": [{ "shorter": true }] }');
    await expect(open(name)).rejects.toThrow(/There is no judge .* put NAME.json .* into .*judges/);
  });

  test("that is an endpoint needs one, and goes on spending where earlier processes stopped", async () => {
    await expect(open("endpoint")).rejects.toThrow(/No endpoint is set. Set ENDPOINT_URL/);
    const limits = { timeoutMs: 1_000, maxCalls: 10, maxTokens: 1_000, thinkingTokens: 0 };
    const endpoint = { url: "http://127.0.0.1:9/v1", model: "small", apiKey: null, ...limits };
    const { judge, spent } = await arenaJudges(data.path, endpoint, trunk)("endpoint", { calls: 10, tokens: 7 });
    expect(spent()).toEqual({ calls: 10, tokens: 7 });
    await expect(judge.compare([pair])).rejects.toThrow(/budget of 10 calls is spent/);
  });
});

test("a reward model that was fitted on another model is turned down when it should judge", async () => {
  await saveRewardModel(join(data.path, "foreign"), rewardModel(3));
  const judge = await openJudge(join(data.path, "foreign"), { trunk, openClient: () => configuredClient(null) });
  await expect(judge.compare([pair])).rejects.toThrow(
    /foreign: .*another model \(3 features\) than this arena's \(2\)/,
  );
});

test("answers longer than the model reads are cut alike, not refused", async () => {
  await saveRewardModel(join(data.path, "judges", "wordy"), rewardModel(2));
  const { judge } = await open("wordy");
  const long = { ...pair, a: "x".repeat(100), b: "y".repeat(200) };
  expect((await judge.compare([long]))[0]!.share).toBe(0.5);
});
