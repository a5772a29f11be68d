import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeSuites } from "../../../../server/experiments/engines/engine-suites.ts";
import { fetchWheel, WHEELS } from "../../../../server/experiments/engines/tensorflow-wheel.ts";
import { answers, runTool } from "../../../../server/experiments/engines/tools.ts";
import { openEngine } from "../../../../server/ml/engine/engine.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thumbwar-install-"));
});
afterEach(() => rm(folder, { recursive: true }));

const node = (code: string) => ({ command: process.execPath, args: ["-e", code] });
const place = () => ({ cwd: folder, env: process.env });

test("a tool's last lines are quoted where it fails, and a missing one is named", async () => {
  expect(await runTool("adding", node("console.log(1 + 1)"), place())).toBe("2\n");
  const failing = node('for (let i = 0; i < 40; i++) console.error("line " + i + "."); process.exitCode = 3');
  const failed = await runTool("compiling", failing, place()).catch((error: Error) => error.message);
  expect(failed).toContain("ended with exit code 3");
  expect(failed).toContain("line 39.");
  expect(failed).not.toContain("line 5.");
  const nowhere = { command: "no-such-tool", args: [] };
  await expect(runTool("unpacking", nowhere, place())).rejects.toThrow("unpacking: no-such-tool is not installed");
  expect(await answers(nowhere, process.env)).toBe(false);
});

test("a damaged download is refused and deleted", async () => {
  const wheel = WHEELS["linux-x64"]!;
  const path = join(folder, wheel.file);
  await writeFile(path, "half of it");
  await expect(fetchWheel(wheel, folder, process.env)).rejects.toThrow(/was damaged on its way.*run again/);
  expect(existsSync(path)).toBe(false);
});

test("TensorFlow runs where it is installed, and elsewhere the error says how to install it", async () => {
  const opened = await openEngine("tensorflow").then(
    ({ name }) => name,
    (error: Error) => error.message,
  );
  expect(opened).toMatch(/^tensorflow$|run `npm run engine:tensorflow`/);
});

test("the table of engines names what failed", () => {
  const result = { engine: "wasm", passed: 10, failed: 1, skipped: 2, seconds: 71.4, failures: ["gathers: gradient"] };
  expect(describeSuites([{ ...result, engine: "wasm" }])).toBe(
    "engine  passed  failed  skipped  seconds\nwasm        10       1        2       71\nwasm: gathers: gradient\n",
  );
});
