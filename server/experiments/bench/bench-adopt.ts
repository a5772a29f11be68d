import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { MethodName } from "../../../shared/protocol/training-methods.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { ADOPTED_BATCH } from "../../methods/on-policy.ts";
import { ADOPTED_PPO, ppo } from "../../methods/ppo/ppo.ts";
import { ADOPTED_METHODS } from "../../methods/registry.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { parameterCount } from "../../ml/model/llama-config.ts";
import { loadChatTokenizer } from "../../ml/tokenizer/chat-tokenizer.ts";
import { openLearner } from "../../trainer/learner.ts";
import { adoptedShape, inTopLayers, LOW_RANK, topThird } from "../../trainer/start/open-adopted-model.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { median } from "../figures.ts";
import { measuringBar } from "../terminal/progress.ts";
import { formatTable } from "../terminal/table.ts";
import { SMOL, writeRandomLlama } from "./random-llama.ts";
import { type Spent, stopwatch } from "./stopwatch.ts";

/** No response ends early. */
const NEVER = -1;
const PARTS = ["rollout", "scoring", "training", "total"] as const;
type Times = Readonly<Record<(typeof PARTS)[number], Spent>>;
const GOAL_MS = 15_000;
const GOAL_BYTES = 4e9;

export interface AdoptPlan {
  /** A Hugging Face folder. Without it one is written with random weights of SmolLM2-135M's shape. */
  readonly folder?: string;
  readonly runs: number;
  readonly threads: number;
  readonly method: MethodName;
  /** Uppermost blocks that are trained; a third of them unless given. */
  readonly layers?: number;
}

export interface AdoptReport {
  readonly engine: string;
  readonly method: MethodName;
  /** Blocks that are trained. */
  readonly layers: number;
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
  /** Most memory of the whole process, in bytes: after these iterations, and after one more for each prompt window. */
  readonly peakMemory: number;
  readonly peakOfMixedLengths: number;
}

/** Measures whole iterations on an adapter to a model of the user's. Every response has full length, and no epoch is left out. */
export async function benchAdopt({ folder, ...plan }: AdoptPlan): Promise<AdoptReport> {
  const scratch = await mkdtemp(join(tmpdir(), "thumbwar-adopt-"));
  try {
    return await measure(folder ?? (await randomFolder(scratch)), plan);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function randomFolder(scratch: string): Promise<string> {
  const folder = join(scratch, "random");
  await writeRandomLlama(folder, SMOL, seeded(1));
  return folder;
}

async function measure(folder: string, plan: Omit<AdoptPlan, "folder">): Promise<AdoptReport> {
  const { runs, threads } = plan;
  const began = performance.now();
  const start = await readCheckpoint(folder);
  const tokenizer = await loadChatTokenizer(folder, 0);
  const read = performance.now();
  const engine = await openEngine("auto");
  const prompts = trainPrompts.map((prompt) => prompt.text);
  const longest = Math.max(...prompts.map((prompt) => tokenizer.encodePrompt(prompt).length));
  const shape = adoptedShape(start.config.context, { padId: tokenizer.padId, eosId: NEVER });
  const layers = plan.layers ?? topThird(start.config);
  const learner = await openLearner({
    ...{ engine, start, tokenizer, prompts, shape, threads },
    seed: 1,
    adapter: inTopLayers(LOW_RANK, layers, start.config),
    batch: ADOPTED_BATCH,
    referenceSamples: ADOPTED_BATCH,
    reward: (readings) => readings.map(({ features }) => features[0]!),
  });
  const watches = { rollout: stopwatch(), scoring: stopwatch(), total: stopwatch() };
  let asked: readonly string[] = prompts;
  const timed = {
    ...learner,
    drawPrompts: (count: number, random: () => number) =>
      Array.from({ length: count }, () => asked[Math.floor(random() * asked.length)]!),
    sample: watches.rollout.around(learner.sample),
    reference: { ...learner.reference, read: watches.scoring.around(learner.reference.read) },
  };
  const methods = { ...ADOPTED_METHODS, ppo: ppo({ ...ADOPTED_PPO, stopKl: Number.POSITIVE_INFINITY }) };
  const method = methods[plan.method].open(timed);
  const iterate = watches.total.around(method.iterate);
  const opened = performance.now();
  const bar = measuringBar("{bar} {value}/{total} iterations, {ms} ms", 1 + runs, { ms: "-" });
  const iterations: Times[] = [];
  for (let i = 0; i <= runs; i++) {
    for (const watch of Object.values(watches)) watch.reset();
    await iterate();
    const [rollout, scoring, total] = [watches.rollout.spent, watches.scoring.spent, watches.total.spent];
    const rest = (of: keyof Spent) => total[of] - rollout[of] - scoring[of];
    iterations.push({ rollout, scoring, training: { clock: rest("clock"), cpu: rest("cpu") }, total });
    bar.increment({ ms: total.clock.toFixed(0) });
  }
  bar.stop();
  const peakMemory = peak();
  for (const window of shape.promptWindows ?? []) {
    asked = [promptOf(window, (text) => tokenizer.encodePrompt(text).length)];
    await method.iterate();
  }
  await method.dispose();
  await learner.dispose();
  return {
    ...{ engine: engine.name, method: plan.method, layers, threads, iterations, peakMemory },
    parameters: parameterCount(start.config),
    cores: availableParallelism(),
    responses: ADOPTED_BATCH,
    promptTokens: longest,
    tokens: shape.windows.at(-1)!,
    reading: read - began,
    opening: opened - read,
    peakOfMixedLengths: peak(),
  };
}

/** Most memory that the process has had, in bytes. */
const peak = (): number => process.resourceUsage().maxRSS * 1024;

/** A prompt of as many words as a window holds. */
function promptOf(window: number, tokensOf: (text: string) => number): string {
  let text = "Why";
  while (tokensOf(`${text} why`) <= window) text += " why";
  return text;
}

export function describeAdopt(report: AdoptReport): string {
  const { engine, parameters, threads, cores, responses, tokens, promptTokens, iterations, layers } = report;
  const { method, peakMemory, peakOfMixedLengths } = report;
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const row = (name: string, of: (part: (typeof PARTS)[number], unit: keyof Spent) => number) => [
    name,
    ...PARTS.flatMap((part) => [seconds(of(part, "clock")), seconds(of(part, "cpu"))]),
  ];
  const later = iterations.slice(1);
  const middle = (part: (typeof PARTS)[number], unit: keyof Spent) => median(later.map((times) => times[part][unit]));
  return [
    `One ${method.toUpperCase()} iteration on an adapter to the upper ${layers} blocks of a model of ${(parameters / 1e6).toFixed(0)} M parameters on ${engine}:`,
    `${responses} responses of ${tokens} tokens each to prompts of up to ${promptTokens}, ${threads} threads on ${cores} cores; seconds, and CPU seconds of all threads.`,
    "",
    formatTable(
      [`${later.length} runs`, ...PARTS.flatMap((part) => [part === "total" ? "all" : part, "CPU"])],
      [row("first, compiling", (part, unit) => iterations[0]![part][unit]), row("median of the later ones", middle)],
    ),
    `Reading the folder ${seconds(report.reading)} s, opening with ${responses} samples ${seconds(report.opening)} s.`,
    `Peak memory ${gigabytes(peakMemory)}, and ${gigabytes(peakOfMixedLengths)} after prompts of every length: ` +
      `${((100 * peakOfMixedLengths) / GOAL_BYTES).toFixed(0)}% of the goal; ` +
      `time ${((100 * middle("total", "clock")) / GOAL_MS).toFixed(0)}% of the goal of ${GOAL_MS / 1000} s.`,
    "",
  ].join("\n");
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;
