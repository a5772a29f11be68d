import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EngineJob } from "../../../../server/ports/training-engine.ts";
import { trlEngine } from "../../../../server/trainer/engines/trl-engine.ts";
import type { TrlConfig } from "../../../../server/trl-config.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** Stands in for `trl`: it writes down what it was asked, and does what the file `act` beside it says. */
const TRL = `#!/bin/sh
echo "$@" >> "$(dirname "$0")/asked"
echo " 50%|███   | 2/4 [00:04<01:39,  1.10it/s]"
. "$(dirname "$0")/act"
for word in "$@"; do
  if [ "$previous" = --output_dir ]; then mkdir -p "$word" && echo done > "$word/model"; fi
  previous=$word
done
`;

let root: ReturnType<typeof temporaryFolder>;
let job: EngineJob;
let attempts = 0;
beforeEach(async () => {
  root = temporaryFolder();
  await writeFile(join(root.path, "trl"), TRL);
  await chmod(join(root.path, "trl"), 0o755);
  const folder = join(root.path, "it's a job");
  await mkdir(folder);
  const engineJob = `thumbwar-${process.pid}-${++attempts}`;
  job = { id: "1", arenaId: 1, engineJob, folder, out: join(folder, "out"), method: "dpo", minutes: 1 };
});
afterEach(() => root.remove());

const engine = (change: Partial<TrlConfig> = {}, environment: NodeJS.ProcessEnv = { PATH: process.env.PATH }) =>
  trlEngine({ command: join(root.path, "trl"), options: [], gpus: 0, rayToken: null, ...change }, environment);
const act = (script: string) => writeFile(join(root.path, "act"), `${script}\n`);
const written = (file: string) => readFile(join(root.path, file), "utf8").catch(() => "");
const statusOf = async (by = engine()) => (await by.poll(job)).status;

test.skipIf(process.platform === "win32")(
  "a job's checkpoint is there once it's done, after all its stages",
  async () => {
    await act("");
    job = { ...job, method: "reward+rloo" };
    await engine({ options: ["--bf16", "true"] }).submit(job);
    await expect.poll(() => statusOf()).toBe("succeeded");
    expect(await engine().poll(job)).toMatchObject({
      progress: 1,
      reason: null,
      log: expect.stringContaining("2 of 2"),
    });
    expect(await readFile(join(job.out, "model"), "utf8")).toBe("done\n");
    const [reward, rloo] = (await written("asked")).split("\n");
    const results = join(job.folder, `${job.engineJob}-results`);
    expect(reward).toBe(`reward --config reward.yaml --output_dir ${results}/reward-model --bf16 true`);
    expect(rloo).toBe(
      `rloo --config rloo.yaml --output_dir ${results}/policy --reward_model_name_or_path ${results}/reward-model --bf16 true`,
    );
  },
);

test.skipIf(process.platform === "win32")("a job that fails says why, and the next stage doesn't begin", async () => {
  await act('echo "ValueError: the data is empty"; exit 3');
  job = { ...job, method: "reward+grpo" };
  await engine().submit(job);
  await expect.poll(() => statusOf()).toBe("failed");
  expect((await engine().poll(job)).reason).toBe("trl ended with 3: ValueError: the data is empty");
  expect((await written("asked")).trim().split("\n")).toHaveLength(1);
});

test.skipIf(process.platform === "win32")("without trl the host is told what to install", async () => {
  await engine({ command: "no-such-trl" }).submit(job);
  await expect.poll(() => statusOf()).toBe("failed");
  expect((await engine().poll(job)).reason).toMatch("pip install 'trl[peft]'");
});

test.skipIf(process.platform === "win32")(
  "another process finds a running job, and can end it with all that it started",
  async () => {
    await act(`sleep 300 & echo $! > "${root.path}/child"; wait`);
    await engine().submit(job);
    await expect.poll(() => written("child")).not.toBe("");
    expect(await engine().poll(job)).toMatchObject({ status: "running", progress: 0.5 });
    const child = Number(await written("child"));
    await engine().cancel(job);
    expect(() => process.kill(child, 0)).toThrow("ESRCH");
    expect(await engine().poll(job)).toMatchObject({ status: "lost", reason: expect.stringContaining("left no word") });
    await engine().cancel(job); // a second time is no error
  },
);

test.skipIf(process.platform === "win32")(
  "a job that was never started is lost, and a number that is another program's now isn't ended",
  async () => {
    expect(await statusOf()).toBe("lost");
    await writeFile(join(job.folder, `${job.engineJob}.pid`), `${process.pid}\n`);
    expect(await statusOf()).toBe("lost");
    await engine().cancel(job);
  },
);

test.skipIf(process.platform === "win32")("passwords and keys stay with the trainer", async () => {
  await act(`env > "${root.path}/env"`);
  const secret = { DATABASE_URL: "postgres://a:b@c/d", HOST_PASSWORD: "x", TRAINING_TOKEN: "y", ENDPOINT_KEY: "z" };
  await engine({}, { PATH: process.env.PATH, CUDA_VISIBLE_DEVICES: "1", ...secret }).submit(job);
  await expect.poll(() => statusOf()).toBe("succeeded");
  const given = await written("env");
  expect(given).toContain("CUDA_VISIBLE_DEVICES=1");
  for (const name of Object.keys(secret)) expect(given).not.toContain(name);
});
