import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openEngine } from "../../ml/engine/engine.ts";
import { formatTable } from "../terminal/table.ts";
import { softwareVulkan } from "./software-vulkan.ts";
import { type Environment, runTool } from "./tools.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Kernels and their gradients, models, losses, training, and the methods on top of them. */
const SUITES = ["ml/engine", "ml/model", "ml/objectives", "ml/training", "methods", "reward/distilled-score.test.ts"];

/** What the suites run on, as the tests read it from their environment. */
export const TESTED = {
  onnx: { ENGINE: "onnx", ENGINE_DEVICE: "cpu" },
  wasm: { ENGINE: "wasm", ENGINE_DEVICE: "cpu" },
  tensorflow: { ENGINE: "tensorflow", ENGINE_DEVICE: "cpu" },
  webgpu: { ENGINE: "onnx", ENGINE_DEVICE: "webgpu" },
} as const;

export type Tested = keyof typeof TESTED;
export const TESTED_NAMES = Object.keys(TESTED) as readonly Tested[];

/** What came of the suites on one engine. */
export interface SuiteResult {
  readonly engine: Tested;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** Names of the tests that failed. */
  readonly failures: readonly string[];
}

/** Vitest's report in JSON, as far as it is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file failed, where none of its tests did. */
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * Runs the suites on engines, one after the other.
 * @param say what happens, a line at a time
 * @throws Error saying why an engine can't be opened here
 */
export async function testEngines(
  engines: readonly Tested[],
  env: Environment,
  say: (line: string) => void,
): Promise<readonly SuiteResult[]> {
  const places: (readonly [Tested, Environment])[] = [];
  for (const engine of engines) places.push([engine, await placeOf(engine, env, say)]);
  const results: SuiteResult[] = [];
  for (const [engine, place] of places) {
    say(`${engine}: the suites run`);
    results.push(await testEngine(engine, place));
  }
  return results;
}

/** The environment of the suites on an engine that opens. */
async function placeOf(engine: Tested, env: Environment, say: (line: string) => void): Promise<Environment> {
  const wanted = { ...env, ...TESTED[engine] };
  let why = "";
  const device = TESTED[engine].ENGINE_DEVICE;
  const opened = await openEngine(TESTED[engine].ENGINE, { device, warn: (message) => (why = message) });
  if (opened.device === device) return wanted;
  const { variables } = await softwareVulkan(env).catch((error: Error) => {
    throw new Error(`${why}; ${error.message}`);
  });
  say(`${why.replace("; the CPU takes over", "")}. A Vulkan driver in software takes its place.`);
  return { ...wanted, ...variables };
}

async function testEngine(engine: Tested, env: Environment): Promise<SuiteResult> {
  const folder = await mkdtemp(join(tmpdir(), "thumbwar-engines-"));
  const file = join(folder, "report.json");
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const suites = SUITES.map((suite) => `tests/server/${suite}`);
  const args = [vitest, "run", "--reporter=json", `--outputFile=${file}`, ...suites];
  const began = performance.now();
  try {
    // A failed test ends Vitest with an exit code; the report says which one it was.
    const ended = await runTool(
      `the suites on ${engine}`,
      { command: process.execPath, args },
      { cwd: ROOT, env },
    ).catch((error: Error) => error);
    const report = await readFile(file, "utf8").catch(() => {
      throw ended;
    });
    return resultOf(engine, JSON.parse(report) as Report, (performance.now() - began) / 1000);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function resultOf(engine: Tested, report: Report, seconds: number): SuiteResult {
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status === "failed").map((one) => one.fullName);
    return status === "failed" && failed.length === 0 ? [`${name}: ${message}`] : failed;
  });
  return {
    engine,
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests,
    seconds,
    failures,
  };
}

/** The results as a table, and the names of what failed below it. */
export function describeSuites(results: readonly SuiteResult[]): string {
  const rows = results.map((one) => [
    one.engine,
    ...[one.passed, one.failed, one.skipped].map(String),
    one.seconds.toFixed(0),
  ]);
  const failures = results.flatMap(({ engine, failures }) => failures.map((name) => `${engine}: ${name}\n`));
  return [formatTable(["engine", "passed", "failed", "skipped", "seconds"], rows), ...failures].join("");
}
