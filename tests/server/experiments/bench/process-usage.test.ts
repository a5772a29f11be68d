import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { processorMs } from "../../../../server/experiments/bench/process-usage.ts";

const BUSY =
  "const end = process.cpuUsage().user + 100_000; while (process.cpuUsage().user < end) for (let i = 0; i < 1e6; i++);";

test.runIf(process.platform === "linux")(
  "the processor time of a process holds that of its children, ended ones too",
  () => {
    const before = processorMs(process.pid) ?? Number.NaN;
    execFileSync(process.execPath, ["-e", BUSY]);
    expect(processorMs(process.pid)).toBeGreaterThanOrEqual(before + 100);
  },
);

test("of a process that isn't there nothing is known", () => {
  expect(processorMs(2 ** 30)).toBeNull();
});
