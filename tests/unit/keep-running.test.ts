import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { keepRunning } from "../../server/keep-running.ts";

function nodeProcess(script: string) {
  return spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
}

test("a process that dies is started again, after pauses that double", async () => {
  let starts = 0;
  const pauses = await new Promise<number[]>((resolve) => {
    const seen: number[] = [];
    const kept = keepRunning(
      () => {
        starts++;
        return nodeProcess("process.exit(3)");
      },
      {
        graceMs: 1_000,
        onExit(reason, pauseMs) {
          seen.push(pauseMs);
          if (seen.length === 2) void kept.stop().then(() => resolve(seen));
          expect(reason).toBe("exit code 3");
        },
      },
    );
  });
  expect(pauses).toEqual([1_000, 2_000]);
  expect(starts).toBe(2);
});

test("stopping asks first, and kills what doesn't listen", async () => {
  const reasons: string[] = [];
  const child = nodeProcess("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')");
  const kept = keepRunning(() => child, { graceMs: 200, onExit: (reason) => reasons.push(reason) });
  await once(child.stdout, "data");
  await kept.stop();
  expect(child.signalCode).toBe("SIGKILL");
  expect(reasons).toEqual([]);
});
