/**
 * `npm run engines:test`, its second half: jobs of the engines, with the commands and libraries that `npm run engines:install` installed. Parts can be named.
 * A model for `smollm2` and `served` is a folder that `SMOLLM2` names; they are left out without one, and `served` without a `VLLM`.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBucket } from "../../server/checkpoints/s3-bucket.ts";
import { votesOf } from "../../server/experiments/compare/run-method.ts";
import { openExaminer } from "../../server/experiments/crowd/examiner.ts";
import { loadTastes } from "../../server/experiments/crowd/load-tastes.ts";
import { heldOutQuestions, measurePolicy, winsOf } from "../../server/experiments/crowd/measure-policy.ts";
import { standardCrowd } from "../../server/experiments/crowd/standard-crowd.ts";
import { pocketSetting } from "../../server/experiments/simulate/training-round.ts";
import { readCheckpoint } from "../../server/ml/model/checkpoint.ts";
import { readPeftAdapter } from "../../server/ml/model/peft-adapter.ts";
import { jobBucket } from "../../server/trainer/engines/job-bucket.ts";
import { rayEngine } from "../../server/trainer/engines/ray-engine.ts";
import { trlEngine } from "../../server/trainer/engines/trl-engine.ts";
import { inTopLayers, LOW_RANK, openAdoptedTexts, topThird } from "../../server/trainer/start/open-adopted-model.ts";
import { POCKET_FOLDER } from "../../server/trainer/start/pocket-stages.ts";
import { trainPrompts } from "../../server/world/prompts.ts";
import { seeded } from "../../shared/random/seeded.ts";
import { startS3 } from "../support/s3-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { begin, jobIn, materialOf, runJob, type TextVote } from "./engine-job.ts";
import { loseJob, RAY_ADDRESS, startRay, stopRay } from "./ray-cluster.ts";
import { servedArena } from "./served-arena.ts";
import { VENV } from "./venv.ts";

const VOTES = 300;
const NOISE = 0.15;
const TASTE = "kind";

const TRL = { command: join(dirname(VENV.python), "trl"), gpus: 0, rayToken: null };
const trl = (...options: readonly string[]) => trlEngine({ ...TRL, options }, process.env);
const pocketMaterial = (votes: readonly TextVote[]) =>
  materialOf(votes, { base: POCKET_FOLDER, adapter: null, prompts: trainPrompts.map(({ text }) => text) });

/** Votes on the pocket model's own answers, by a taste, some of them flipped. */
async function pocketVotes(seed: number): Promise<TextVote[]> {
  const setting = { ...(await pocketSetting(POCKET_FOLDER)), seed };
  const cast = await votesOf(setting, await loadTastes(TASTE), { votes: VOTES, noise: NOISE });
  const text = (tokens: readonly number[]) => setting.tokenizer.decode(tokens);
  return cast.map(({ prompt, a, b, label }) => ({ prompt, a: text(a), b: text(b), label }));
}

/** The project's own DPO on the same votes. */
async function ownDpo(votes: readonly TextVote[], folder: string): Promise<string> {
  const file = join(folder, "votes.jsonl");
  const rows = votes.flatMap(({ prompt, a, b, label }) => {
    if (label === 0.5) return [];
    const [chosen, rejected] = label > 0.5 ? [a, b] : [b, a];
    return [`${JSON.stringify({ prompt, chosen, rejected })}\n`];
  });
  await writeFile(file, rows.join(""));
  const out = join(folder, "own");
  const learn = fileURLToPath(new URL("../../server/cli/learn.ts", import.meta.url));
  const { status } = spawnSync(process.execPath, [learn, "dpo", "--file", file, "--out", out], { stdio: "ignore" });
  if (status !== 0) throw new Error(`learn -- dpo ended with ${status}`);
  return out;
}

/** Win rates of trained models against the start, by the noise-free taste on held-out prompts, and the difference of the first two. */
async function compare(models: Readonly<Record<string, string>>): Promise<void> {
  const { engine, start, tokenizer } = await pocketSetting(POCKET_FOLDER);
  const examiner = await openExaminer(engine, start, tokenizer);
  const questions = heldOutQuestions();
  const before = await examiner.answers(start, questions, seeded(777));
  const { tastes } = standardCrowd(await loadTastes(TASTE), before.answers);
  const wins: number[][] = [];
  for (const [name, folder] of Object.entries(models)) {
    const after = await examiner.answers(await readCheckpoint(folder), questions, seeded(1_000));
    const { winRate, winRateLow, winRateHigh, kl } = measurePolicy(before, after, tastes, null);
    wins.push(winsOf(before, after, tastes));
    const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
    process.stdout.write(
      `${name}: wins ${percent(winRate)} (95%: ${percent(winRateLow)} to ${percent(winRateHigh)}), KL ${kl.toFixed(2)} nats\n`,
    );
  }
  const [first, second] = wins;
  if (first !== undefined && second !== undefined) tellDifference(first, second, questions);
  await examiner.dispose();
}

/** Prompts are the unit that varies. */
function tellDifference(first: readonly number[], second: readonly number[], questions: readonly string[]): void {
  const difference = first.reduce((sum, win, i) => sum + win - second[i]!, 0) / first.length;
  const clusters = new Map<string, number>();
  for (const [i, question] of questions.entries())
    clusters.set(question, (clusters.get(question) ?? 0) + first[i]! - second[i]! - difference);
  const error = Math.sqrt([...clusters.values()].reduce((sum, one) => sum + one ** 2, 0)) / first.length;
  const points = (share: number) => (100 * share).toFixed(1);
  process.stdout.write(
    `difference: ${points(difference)} points (95%: ${points(difference - 1.96 * error)} to ${points(difference + 1.96 * error)})\n`,
  );
}

/** An adapter as an adopted model's arena has it, on a class's questions; read back by the project. */
async function smollm2(folder: string, base: string): Promise<void> {
  const { config } = await openAdoptedTexts(base);
  const adapter = inTopLayers(LOW_RANK, topThird(config), config);
  const votes = Array.from({ length: 32 }, (_, i) => ({
    ...{
      prompt: `What is ${i} plus ${i}?`,
      a: `You get ${2 * i}, dear friend!`,
      b: `${2 * i}.`,
      label: i % 8 === 0 ? 0 : 1,
    },
  }));
  const material = materialOf(votes, { base, adapter, prompts: votes.map(({ prompt }) => prompt) });
  const job = await runJob(trl(), material, { folder, name: "smollm2", method: "dpo" });
  const read = await readPeftAdapter(job.out, config);
  const moved = Object.entries(read.adapter).filter(
    ([name, { values }]) => /lora_B/.test(name) && values.some(Boolean),
  );
  process.stdout.write(`smollm2: ${moved.length} matrices moved, rank ${read.lowRank.rank}\n`);
}

/** By name; each is given a folder of its own. */
const PARTS: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  async dpo(folder) {
    const votes = await pocketVotes(1);
    const job = await runJob(trl(), pocketMaterial(votes), { folder, name: "dpo", method: "dpo" });
    await compare({ "trl dpo": job.out, "learn -- dpo": await ownDpo(votes, folder) });
  },
  async rloo(folder) {
    const votes = await pocketVotes(1);
    const job = await runJob(trl(), pocketMaterial(votes), { folder, name: "rloo", method: "reward+rloo" });
    await compare({ "trl reward, trl rloo": job.out, "learn -- dpo": await ownDpo(votes, folder) });
  },
  async accelerate(folder) {
    const material = pocketMaterial((await pocketVotes(1)).slice(0, 64));
    await runJob(trl("--num_processes", "2", "--num_train_epochs", "1", "--use_cpu"), material, {
      ...{ folder, name: "accelerate", method: "dpo" },
    });
  },
  /** A job whose cluster is killed under it is submitted once more. */
  async ray(folder) {
    const cluster = "/tmp/thumbwar-ray"; // Ray's sockets allow no long paths
    const engine = rayEngine(RAY_ADDRESS, { ...TRL, options: [] });
    const material = pocketMaterial(await pocketVotes(1));
    startRay(cluster);
    try {
      const first = jobIn(folder, "ray-first", "dpo");
      await begin(engine, material, first);
      await loseJob(engine, first, cluster);
      await runJob(engine, material, { folder, name: "ray-second", method: "dpo" });
    } finally {
      stopRay();
      await rm(cluster, { recursive: true, force: true });
    }
  },
  /** The cluster's machine finds nothing of the trainer's at its path: all comes and goes by a bucket. */
  async bucket(folder) {
    const cluster = "/tmp/thumbwar-ray";
    const s3 = await startS3();
    const bucket = await openBucket(s3.config);
    const trl = { ...TRL, options: ["--num_train_epochs", "1"] };
    const engine = rayEngine(RAY_ADDRESS, trl, jobBucket(bucket));
    startRay(cluster);
    try {
      const votes = (await pocketVotes(1)).slice(0, 64);
      const job = await runJob(engine, pocketMaterial(votes), { folder, name: "bucket", method: "dpo" });
      const { weights } = await readCheckpoint(job.out);
      await engine.cancel(job);
      const left = (await bucket.list()).length;
      process.stdout.write(`bucket: ${Object.keys(weights).length} tensors came back; ${left} objects are left\n`);
    } finally {
      stopRay();
      await rm(cluster, { recursive: true, force: true });
      await s3.close();
    }
  },
  /** A whole arena whose answers come from vLLM, up to a promoted adapter. */
  async served() {
    const { SMOLLM2: base, VLLM: vllm } = process.env;
    if (base !== undefined && vllm !== undefined) return servedArena(vllm, base, TRL.command);
    process.stdout.write("served: left out; set VLLM to the command vllm, and SMOLLM2 to the folder of a model\n");
  },
  async smollm2(folder) {
    const base = process.env.SMOLLM2;
    if (base !== undefined) return smollm2(folder, base);
    process.stdout.write("smollm2: left out; set SMOLLM2 to the folder of a model\n");
  },
};

if (existsSync(VENV.python)) {
  const named = process.argv.slice(2);
  const folder = temporaryFolder();
  try {
    for (const name of named.length > 0 ? named : Object.keys(PARTS)) await PARTS[name]!(folder.path);
  } finally {
    folder.remove();
  }
  process.exit(0); // ONNX Runtime keeps threads
} else {
  process.stderr.write(`There is no Python in ${VENV.folder}. Run npm run engines:install, or set ENGINES_VENV.\n`);
  process.exitCode = 1;
}
