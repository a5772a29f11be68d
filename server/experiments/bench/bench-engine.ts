import { seeded } from "../../../shared/random/seeded.ts";
import { type Engine, openEngine } from "../../ml/engine/engine.ts";
import { openGenerator } from "../../ml/model/generator.ts";
import { initialWeights } from "../../ml/model/initial-weights.ts";
import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import { openLanguageModel } from "../../ml/training/language-model.ts";
import { POCKET } from "../../trainer/start/pocket-shape.ts";
import { TESTED, TESTED_NAMES, type Tested } from "../engines/engine-suites.ts";
import { median } from "../figures.ts";
import { measuringBar } from "../terminal/progress.ts";
import { formatTable } from "../terminal/table.ts";

/** Sequences x tokens of a training step. The first token of each is the prompt, the rest is the response. */
const STEP = { rows: 16, time: 64 };
/** Rows decoded together, and tokens each. */
const DECODE = { rows: 32, prompt: 16, tokens: 40 };
/** No token has this id: nothing ends early. */
const NEVER = -1;
const FAST: RunPlan = { warmUp: 2, runs: 9, minimumMs: 1_500 };
const SLOW: RunPlan = { warmUp: 1, runs: 3, minimumMs: 0 };

const MODELS: readonly { readonly name: string; readonly config: LlamaConfig }[] = [
  { name: "pocket model (4 x 128, vocabulary 2048)", config: POCKET },
  { name: "4 layers x 128, vocabulary 1024", config: { ...POCKET, vocabSize: 1024 } },
  {
    name: "6 layers x 256, vocabulary 2048",
    config: { ...POCKET, layers: 6, hiddenSize: 256, intermediateSize: 704, heads: 8, kvHeads: 4 },
  },
];

export interface EngineFigure {
  readonly model: string;
  readonly engine: Tested;
  /** Median milliseconds of a training step, AdamW and clipping included. */
  readonly stepMs: number;
  readonly stepRuns: number;
  /** Median milliseconds to decode one token position of the whole batch. */
  readonly tokenMs: number;
  readonly decodeRuns: number;
}

export interface EngineReport {
  readonly threads: 1;
  readonly figures: readonly EngineFigure[];
  readonly skipped: readonly { readonly engine: Tested; readonly reason: string }[];
}

/** Measures training steps and decoding of three models on every engine that loads. */
export async function benchEngine(): Promise<EngineReport> {
  const figures: EngineFigure[] = [];
  const skipped: { engine: Tested; reason: string }[] = [];
  const bar = measuringBar("{bar} {value}/{total}, {stage}", TESTED_NAMES.length * MODELS.length, { stage: "" });
  for (const name of TESTED_NAMES) {
    let engine: Engine;
    try {
      engine = await opened(name);
    } catch (error) {
      skipped.push({ engine: name, reason: error instanceof Error ? error.message : String(error) });
      bar.increment(MODELS.length);
      continue;
    }
    for (const model of MODELS) {
      bar.update({ stage: `${model.name} on ${name}` });
      figures.push({
        ...{ model: model.name, engine: name },
        ...(await measure(engine, model.config, name === "onnx" ? FAST : SLOW)),
      });
      bar.increment();
    }
  }
  bar.stop();
  return { threads: 1, figures, skipped };
}

/** An engine on its own device: what the CPU would do in a GPU's place is no figure of the GPU. */
async function opened(name: Tested): Promise<Engine> {
  const { ENGINE, ENGINE_DEVICE: device } = TESTED[name];
  const warn = (message: string) => {
    throw new Error(message);
  };
  return openEngine(ENGINE, { device, warn });
}

async function measure(
  engine: Engine,
  config: LlamaConfig,
  plan: RunPlan,
): Promise<Omit<EngineFigure, "model" | "engine">> {
  const random = seeded(1);
  const weights = initialWeights(config, random);
  const token = () => 4 + Math.floor(random() * (config.vocabSize - 4));
  const sequence = (prompt: number, response: number) => ({
    prompt: Array.from({ length: prompt }, token),
    response: Array.from({ length: response }, token),
  });

  const window = STEP.time - 1;
  const training = openLanguageModel(engine, config, weights, {
    ...{ rows: STEP.rows, promptWindow: 1, windows: [window], padId: 0, eosId: NEVER, threads: 1 },
  });
  const batch = Array.from({ length: STEP.rows }, () => sequence(1, window));
  const steps = await timeRuns(() => training.step(batch, 1e-4), plan);
  await training.dispose();

  const generator = await openGenerator(engine, config, weights, {
    ...{ rows: DECODE.rows, promptWindow: DECODE.prompt, responseWindow: DECODE.tokens, padId: 0, eosId: NEVER },
  });
  const prompts = Array.from({ length: DECODE.rows }, () => sequence(DECODE.prompt, 0).prompt);
  const decodes = await timeRuns(() => generator.generate(prompts, { random }), plan);
  await generator.dispose();

  return {
    stepMs: median(steps),
    stepRuns: steps.length,
    tokenMs: median(decodes) / DECODE.tokens,
    decodeRuns: decodes.length,
  };
}

export function describeEngine({ figures, skipped }: EngineReport): string {
  const baseline = (model: string) => figures.find((one) => one.model === model && one.engine === "onnx");
  const ratio = (value: number, base: number | undefined) =>
    base === undefined ? "-" : `${(value / base).toFixed(1)}x`;
  const rows = figures.map((one) => [
    one.model,
    one.engine,
    one.stepMs.toFixed(1),
    ratio(one.stepMs, baseline(one.model)?.stepMs),
    String(one.stepRuns),
    one.tokenMs.toFixed(2),
    ratio(one.tokenMs, baseline(one.model)?.tokenMs),
    String(one.decodeRuns),
  ]);
  const headings = ["model", "engine", "step ms", "to onnx", "runs", "token ms", "to onnx", "runs"];
  return [
    `Training step: ${STEP.rows} x ${STEP.time} tokens, forward, backward, clipping and AdamW, one thread.`,
    `Decoding: ${DECODE.rows} rows at once, ${DECODE.prompt} prompt + ${DECODE.tokens} tokens, sampling and prefill included, one thread; ms a token position.`,
    "Medians of the runs; ratios are to onnx in this run (above 1: slower).",
    "",
    formatTable(headings, rows),
    ...skipped.map(({ engine, reason }) => `${engine} skipped: ${reason}\n`),
  ].join("\n");
}

/** How often something is measured. */
export interface RunPlan {
  readonly warmUp: number;
  /** Fewest runs; more follow while they took less than `minimumMs` together. */
  readonly runs: number;
  readonly minimumMs: number;
}

const MAX_RUNS = 200;

export async function timeRuns(run: () => Promise<unknown>, plan: RunPlan): Promise<number[]> {
  for (let i = 0; i < plan.warmUp; i++) await run();
  const times: number[] = [];
  let total = 0;
  while (times.length < plan.runs || (total < plan.minimumMs && times.length < MAX_RUNS)) {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
    total += times.at(-1)!;
  }
  return times;
}
