import { spawnSync } from "node:child_process";
import { readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dropFiles } from "../../../../server/checkpoints/checkpoints.ts";
import type { MethodState } from "../../../../server/methods/method.ts";
import { freshPolicyState } from "../../../../server/methods/ppo/policy.ts";
import { readCheckpoint, writeFolder } from "../../../../server/ml/model/checkpoint.ts";
import { formatSafetensors } from "../../../../server/ml/model/safetensors.ts";
import { parametersOf } from "../../../../server/ml/objectives/adamw.ts";
import { applyFeatureScale } from "../../../../server/reward/reward-features.ts";
import { loadRewardModel, saveRewardModel } from "../../../../server/reward/reward-folder.ts";
import { loadPolicy, STATE_FILES, savePolicy } from "../../../../server/trainer/folders/policy-folders.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY, tinyWeights } from "../../../support/tiny-model.ts";

const weights = tinyWeights(3);
/** A state in mid-training: moments for every parameter, value head included. */
function state(): MethodState {
  const policy = freshPolicyState(TINY, weights);
  policy.t![0] = 17;
  for (const [name, values] of Object.entries(parametersOf(policy)))
    Object.assign(policy, { [`m:${name}`]: values.map((x) => x / 7), [`v:${name}`]: values.map((x) => x * x) });
  return { method: "dpo", policy, klCoefficient: 0.27, iteration: 9 };
}

let root: ReturnType<typeof temporaryFolder>;
let folder: string;
beforeEach(async () => {
  root = temporaryFolder();
  folder = join(root.path, "policies", "one");
  await writeFile(join(root.path, "tokenizer.json"), "{}");
  await writeFile(join(root.path, "tokenizer_config.json"), "{}");
  await savePolicy(folder, { config: TINY, weights }, state(), root.path);
});
afterEach(() => root.remove());

test("a version comes back with everything that training goes on from, moments included", async () => {
  expect(await loadPolicy(folder, TINY)).toEqual({ checkpoint: { config: TINY, weights }, state: state() });
});

test("a version that was stored before states named their method is PPO's, with everything in it", async () => {
  await writeFile(join(folder, "ppo-state.json"), '{"klCoefficient":0.27,"iteration":9}\n');
  expect((await loadPolicy(folder, TINY)).state).toEqual({ ...state(), method: "ppo" });
});

test("without its optimizer state it is still a model folder, from which training begins anew", async () => {
  await dropFiles(folder, STATE_FILES);
  expect(await loadPolicy(folder, TINY)).toEqual({ checkpoint: { config: TINY, weights }, state: null });
  expect(await readCheckpoint(folder)).toEqual({ config: TINY, weights });
  const files = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"];
  expect((await readdir(folder)).sort()).toEqual(files);
  await dropFiles(folder, STATE_FILES);
});

describe("is refused, by the name of its folder, when it", () => {
  test.each([
    [
      "is of another architecture",
      () => Promise.resolve(),
      /architecture or vocabulary differs/,
      { ...TINY, kvHeads: 1 },
    ],
    ["is gone", () => rm(folder, { recursive: true }), /cannot read config\.json/, TINY],
    ["has weights cut short", () => truncate(join(folder, "model.safetensors"), 5_000), /truncated/, TINY],
    ["has a state cut short", () => truncate(join(folder, "ppo-state.safetensors"), 5_000), /truncated/, TINY],
    ["lacks the state's tensors", () => rm(join(folder, "ppo-state.safetensors")), /ppo-state\.safetensors/, TINY],
    ["has a state that is not JSON", () => writeFile(join(folder, "ppo-state.json"), "{"), /ppo-state\.json/, TINY],
  ])("%s", async (_, spoil, reason, expected) => {
    await spoil();
    const failure = await loadPolicy(folder, expected).then(
      () => new Error("it was read"),
      (error: unknown) => error as Error,
    );
    expect(failure.message).toMatch(reason);
    expect(failure.message).toContain(folder);
  });
});

test.skipIf(process.platform === "win32")(
  "a disk that is full while a version is written leaves nothing of it",
  async () => {
    const child = fileURLToPath(new URL("../../../support/save-policy-child.ts", import.meta.url));
    const second = join(root.path, "policies", "two");
    const save = (limit: string) =>
      spawnSync("sh", ["-c", `${limit} exec "$@"`, "sh", process.execPath, child, second, root.path], {
        encoding: "utf8",
      });
    // Writing beyond a process's limit for one file fails as writing to a full disk does.
    expect(save("trap '' XFSZ; ulimit -f 8;").stdout.trim()).toBe("FAILED EFBIG");
    expect(await readdir(join(root.path, "policies"))).toEqual(["one"]);
    expect(await loadPolicy(folder, TINY)).toEqual({ checkpoint: { config: TINY, weights }, state: state() });
    expect(save("").stdout.trim()).toBe("SAVED");
    expect(Object.keys((await loadPolicy(second, TINY)).checkpoint.weights)).toEqual(Object.keys(weights));
  },
);

test("a reward model comes back, and one that lacks a tensor is refused", async () => {
  const model = {
    scale: {
      mean: Float32Array.of(1, 2, 3),
      scale: Float32Array.of(0.5, 0.25, 2),
      limit: Float32Array.of(4, 4, 2),
    },
    ensemble: {
      heads: [Float64Array.of(1, 2, 3), Float64Array.of(-1, 0, 0.5)],
      ...{ mean: [0.5, -2], std: [1, 3], precision: Float64Array.of(2, 2, 0.5) },
    },
  };
  const path = join(root.path, "reward-models", "one");
  await saveRewardModel(path, model);
  expect(await loadRewardModel(path)).toEqual(model);
  await rm(join(path, "reward-heads.safetensors"));
  await expect(loadRewardModel(path)).rejects.toThrow("reward-heads.safetensors");
});

test("a reward model of before texts were read comes back without limits", async () => {
  const path = join(root.path, "reward-models", "old");
  const one = { shape: [1, 2], values: Float32Array.of(1, 2) };
  const two = { shape: [2], values: Float32Array.of(3, 4) };
  const file = formatSafetensors({
    ...{ "feature.mean": two, "feature.scale": two, "score.weight": one },
    ...{
      "score.mean": { shape: [1], values: Float32Array.of(0) },
      "score.std": { shape: [1], values: Float32Array.of(1) },
    },
  });
  await writeFolder(path, { "reward-heads.safetensors": file });
  const { scale } = await loadRewardModel(path);
  expect([...applyFeatureScale(scale, Float32Array.of(1e6, 5, 7, 8))]).toEqual([(1e6 - 3) * 3, 4]);
});
