import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { keepRunning, pauseBefore } from "../../server/keep-running.ts";

function nodeProcess(script: string) {
  return spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
}

/** Keeps a process running until it has ended so often; returns the reasons and pauses. */
function lives(script: string, count: number): Promise<{ reasons: string[]; pauses: number[]; starts: number }> {
  const seen = { reasons: [] as string[], pauses: [] as number[], starts: 0 };
  return new Promise((resolve) => {
    const kept = keepRunning(
      () => {
        seen.starts++;
        return nodeProcess(script);
      },
      {
        graceMs: 1_000,
        onExit(reason, pauseMs) {
          seen.reasons.push(reason);
          seen.pauses.push(pauseMs);
          if (seen.reasons.length === count) void kept.stop().then(() => resolve(seen));
        },
      },
    );
  });
}

test("a process that dies before it is ready is started again, after pauses that double", async () => {
  expect(await lives("process.exit(3)", 3)).toEqual({
    reasons: ["exit code 3", "exit code 3", "exit code 3"],
    pauses: [100, 200, 400],
    starts: 3,
  });
});

test("a process that was ready is started again at once, however often it dies", async () => {
  const script = "process.send('ready', () => process.kill(process.pid, 'SIGKILL')); setInterval(() => {}, 1000)";
  expect(await lives(script, 4)).toEqual({ reasons: Array(4).fill("SIGKILL"), pauses: Array(4).fill(50), starts: 4 });
});

test("who is killed while starting is waited for at most two seconds; who can't start isn't tried all the time", () => {
  const failures = Array.from({ length: 12 }, (_, i) => i);
  expect(failures.map((count) => pauseBefore(count, false))).toEqual([
    ...[50, 100, 200, 400, 800, 1_600],
    ...Array(6).fill(2_000),
  ]);
  expect(Math.max(...failures.map((count) => pauseBefore(count, true)))).toBe(30_000);
});

test("a program that the system can't start is tried again, and stopping waits for nothing", async () => {
  const reasons: string[] = [];
  const kept = keepRunning(() => spawn("/nowhere/program", { stdio: "ignore" }), {
    graceMs: 60_000,
    onExit: (reason) => reasons.push(reason),
  });
  await expect.poll(() => reasons.length).toBeGreaterThan(1);
  await kept.stop();
  expect(reasons[0]).toContain("ENOENT");
});

test("stopping asks first, and kills what doesn't listen", async () => {
  const reasons: string[] = [];
  const child = nodeProcess("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')");
  const kept = keepRunning(() => child, { graceMs: 200, onExit: (reason) => reasons.push(reason) });
  await once(child.stdout!, "data");
  await kept.stop();
  expect(child.signalCode).toBe("SIGKILL");
  expect(reasons).toEqual([]);
});

test("stopping during a pause starts nothing any more", async () => {
  let starts = 0;
  let ended: () => void;
  const dead = new Promise<void>((resolve) => (ended = resolve));
  const kept = keepRunning(
    () => {
      starts++;
      return nodeProcess("process.exit(1)");
    },
    { graceMs: 1_000, onExit: () => ended() },
  );
  await dead;
  await kept.stop();
  await sleep(500);
  expect(starts).toBe(1);
});

test("a process whose starter goes away just before it is ready can still stop in order", async () => {
  const kept = JSON.stringify(new URL("../../server/kept-process.ts", import.meta.url));
  const child = nodeProcess(`
    process.once("disconnect", async () => {
      const { tellReady } = await import(${kept});
      tellReady();
      setTimeout(() => console.log("stopped in order"), 50);
    });
    console.log("waits");`);
  const printed: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => printed.push(chunk));
  child.stdout?.once("data", () => child.disconnect());
  const [code] = await once(child, "exit");
  expect({ code, printed: Buffer.concat(printed).toString() }).toEqual({
    code: 0,
    printed: "waits\nstopped in order\n",
  });
});
