import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { seeded } from "../../../shared/random/seeded.ts";
import { ADOPTED_PPO, ppo } from "../../methods/ppo/ppo.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { parameterCount } from "../../ml/model/llama-config.ts";
import { loadChatTokenizer } from "../../ml/tokenizer/chat-tokenizer.ts";
import { openLearner } from "../../trainer/learner.ts";
import { adoptedShape, LOW_RANK } from "../../trainer/start/open-adopted-model.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { median } from "../figures.ts";
import { measuringBar } from "../terminal/progress.ts";
import { formatTable } from "../terminal/table.ts";
import { SMOL, writeRandomLlama } from "./random-llama.ts";

/** No response ends early. */
const NEVER = -1;
/** Parts of an iteration that it times itself. */
const TIMED = ["rollout", "scoring", "training"] as const;
const PARTS = [...TIMED, "total"] as const;
/** Milliseconds; `cpu` is what all threads of the process took, which other work on the machine hardly changes. */
type Times = Readonly<Record<(typeof PARTS)[number] | "cpu", number>>;
const GOAL_MS = 60_000;
const GOAL_BYTES = 6e9;

export interface AdoptPlan {
  /** A Hugging Face folder. Without it one is written with random weights of SmolLM2-135M's shape. */
  readonly folder?: string;
  readonly runs: number;
  readonly threads: number;
}

export interface AdoptReport {
  readonly engine: string;
  readonly parameters: number;
  readonly threads: number;
  readonly cores: number;
  readonly responses: number;
  readonly promptTokens: number;
  readonly tokens: number;
  /** Milliseconds of reading the folder. */
  readonly reading: number;
  /** Milliseconds of opening the learner, with its first samples. */
  readonly opening: number;
  /** The first of them compiles. */
  readonly iterations: readonly Times[];
  /** Most memory of the whole process, in bytes. */
  readonly peakMemory: number;
}

/** Measures whole PPO iterations on an adapter to a model of the user's. Every response has full length, and no epoch is left out. */
export async function benchAdopt({ folder, runs, threads }: AdoptPlan): Promise<AdoptReport> {
  const scratch = await mkdtemp(join(tmpdir(), "thumbwar-adopt-"));
  try {
    return await measure(folder ?? (await randomFolder(scratch)), runs, threads);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function randomFolder(scratch: string): Promise<string> {
  const folder = join(scratch, "random");
  await writeRandomLlama(folder, SMOL, seeded(1));
  return folder;
}

async function measure(folder: string, runs: number, threads: number): Promise<AdoptReport> {
  const began = performance.now();
  const start = await readCheckpoint(folder);
  const tokenizer = await loadChatTokenizer(folder, 0);
  const read = performance.now();
  const engine = await openEngine("auto");
  const prompts = trainPrompts.map((prompt) => prompt.text);
  const longest = Math.max(...prompts.map((prompt) => tokenizer.encodePrompt(prompt).length));
  const shape = adoptedShape(start.config.context, { padId: tokenizer.padId, eosId: NEVER });
  const learner = await openLearner({
    ...{ engine, start, tokenizer, prompts, shape, threads },
    seed: 1,
    adapter: LOW_RANK,
    batch: ADOPTED_PPO.batch,
    referenceSamples: ADOPTED_PPO.batch,
    reward: (readings) => readings.map(({ features }) => features[0]!),
  });
  const method = ppo({ ...ADOPTED_PPO, stopKl: Number.POSITIVE_INFINITY }).open(learner);
  const opened = performance.now();
  const bar = measuringBar("{bar} {value}/{total} iterations, {ms} ms", 1 + runs, { ms: "-" });
  const iterations: Times[] = [];
  for (let i = 0; i <= runs; i++) {
    const from = performance.now();
    const before = process.cpuUsage();
    const metrics = await method.iterate();
    const total = performance.now() - from;
    const { user, system } = process.cpuUsage(before);
    const part = (name: (typeof TIMED)[number]) => 1_000 * metrics[`time/${name}`]!;
    const parts = { rollout: part("rollout"), scoring: part("scoring"), training: part("training") };
    iterations.push({ ...parts, total, cpu: (user + system) / 1000 });
    bar.increment({ ms: total.toFixed(0) });
  }
  bar.stop();
  await method.dispose();
  await learner.dispose();
  return {
    engine: engine.name,
    parameters: parameterCount(start.config),
    threads,
    cores: availableParallelism(),
    responses: ADOPTED_PPO.batch,
    promptTokens: longest,
    tokens: shape.windows.at(-1)!,
    reading: read - began,
    opening: opened - read,
    iterations,
    peakMemory: process.resourceUsage().maxRSS * 1024,
  };
}

export function describeAdopt(report: AdoptReport): string {
  const { engine, parameters, threads, cores, responses, tokens, promptTokens, iterations, peakMemory } = report;
  const columns = [...PARTS, "cpu"] as const;
  const row = (name: string, times: Times) => [name, ...columns.map((part) => (times[part] / 1000).toFixed(1))];
  const later = iterations.slice(1);
  const middle = Object.fromEntries(columns.map((part) => [part, median(later.map((times) => times[part]))])) as Record<
    (typeof columns)[number],
    number
  >;
  return [
    `One PPO iteration on an adapter to a model of ${(parameters / 1e6).toFixed(0)} M parameters on ${engine}: ${responses} responses of ${tokens} tokens each to`,
    `prompts of up to ${promptTokens}, ${threads} threads on ${cores} cores; seconds.`,
    "",
    formatTable(
      [`${later.length} runs`, "rollout", "scoring", "training", "all", "CPU time"],
      [row("first, compiling", iterations[0]!), ...(later.length > 0 ? [row("median of the later ones", middle)] : [])],
    ),
    `Reading the folder ${(report.reading / 1000).toFixed(1)} s, opening with ${responses} samples ${(report.opening / 1000).toFixed(1)} s.`,
    `Peak memory ${(peakMemory / 1e9).toFixed(2)} GB, ${((100 * peakMemory) / GOAL_BYTES).toFixed(0)}% of the goal; ` +
      `time ${((100 * (later.length > 0 ? middle : iterations[0]!).total) / GOAL_MS).toFixed(0)}% of the goal of ${GOAL_MS / 1000} s.`,
    "",
  ].join("\n");
}
