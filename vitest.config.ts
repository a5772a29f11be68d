import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const ROOT = fileURLToPath(new URL(".", import.meta.url));

/** Workers, and the servers and commands that tests start, compile the program once and not each time. */
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL(".cache/compiled", import.meta.url));
/** And all of them find a library's modules quickly. */
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --import=${new URL("tests/support/quick-drizzle.ts", import.meta.url).href}`;

/** Rules and models alone: nothing of theirs outlives a test, so that many files may run in one worker. */
const PURE = [
  "tests/shared/**/*.test.ts",
  "tests/client/*/**/*.test.ts", // and not the one beside these folders, which builds the client
  "tests/house/**/*.test.ts",
  "tests/server/{stats,reward,world,moderation}/**/*.test.ts",
  "tests/server/ml/{model,objectives,tokenizer,training}/**/*.test.ts",
  ...globSync("tests/server/**/*.test.ts", { cwd: ROOT }).filter(startsNothing),
];

/** Whether a file says so: it opens nothing, takes nothing of Node's and none of the means in `tests/support`. */
function startsNothing(file: string): boolean {
  return !/from "node:|\/support\/|\bopen[A-Z]\w*\(|\bprocess\.|\bvi\./.test(readFileSync(join(ROOT, file), "utf8"));
}

/** Files that are small and take long: they begin first, so that none runs alone at the end. Of the others the larger ones do. */
const LONG = [
  "server/experiments/crowd/crowd",
  "server/trainer/kill",
  "server/experiments/bench/kills/kills",
  "server/trainer/terms/cut-off",
  "server/external/judges/judge-kill",
  "server/store/votes/kill",
  "e2e/lesson",
  "e2e/finale",
  "e2e/interrupted",
].map((name) => `/tests/${name}.test.ts`);
const isLong = ({ moduleId }: TestSpecification) => LONG.some((name) => moduleId.endsWith(name));

class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** A driver in software takes half a minute to open a graph, and a test opens several. */
const PATIENCE_MS = process.env.ENGINE_DEVICE === "webgpu" ? 600_000 : 120_000;

/** Three workers on two cores: in about a third of its time a test waits, for players that read, for a database that is away, for a page. */
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 3,
    sequence: { sequencer: LongOnesFirst },
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    // A shared machine may starve a browser once. What fails twice is wrong; what passed at the second try is told as such.
    retry: process.env.CI === undefined ? 0 : 1,
    // What is waited for comes sooner or later, on a busy machine later.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      { extends: true, test: { name: "pure", include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: "whole",
          include: ["tests/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...PURE],
          globalSetup: ["tests/support/hold-database.ts", "tests/support/made-once.ts"],
        },
      },
    ],
  },
});
