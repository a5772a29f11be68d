import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";

const CHILD = fileURLToPath(new URL("../support/faulty-server-child.ts", import.meta.url));

let child: ChildProcess;
let port = 0;
let said = "";

beforeEach(async () => {
  said = "";
  child = spawn(process.execPath, [CHILD], { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout?.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  await expect.poll(() => said).toMatch(/^\d+\n/);
  port = Number.parseInt(said, 10);
});
afterEach(() => void child.kill("SIGKILL"));

const get = (path: string) => fetch(`http://127.0.0.1:${port}/${path}`, { signal: AbortSignal.timeout(3_000) });

async function socket(): Promise<WebSocket> {
  const opened = new WebSocket(`ws://127.0.0.1:${port}/process/room`);
  await once(opened, "open");
  return opened;
}

async function isWell(other: WebSocket): Promise<boolean> {
  other.send("well");
  const [answer] = await once(other, "message");
  return String(answer) === "well" && (await (await get("well")).text()) === "well";
}

test.each(["at-once", "in-a-timer", "in-a-tick"])(
  "what a frame makes a library throw %s ends its socket alone",
  async (when) => {
    const [eve, ada] = [await socket(), await socket()];
    eve.send(when);
    const [code] = await once(eve, "close");
    expect(code).toBe(1006);
    expect(await isWell(ada)).toBe(true);
  },
);

test.each(["at-once", "in-a-timer", "in-a-tick"])(
  "what a request makes a library throw %s ends its connection alone",
  async (when) => {
    const ada = await socket();
    await expect(get(when)).rejects.toThrow("fetch failed");
    expect(await isWell(ada)).toBe(true);
  },
);

test("a rejected promise that nobody looks at ends nothing", async () => {
  const [eve, ada] = [await socket(), await socket()];
  eve.send("in-a-promise");
  expect(await isWell(eve)).toBe(true);
  expect(await isWell(ada)).toBe(true);
});

test("a thousand frames that fail leave the process as it was", async () => {
  const ada = await socket();
  for (let i = 0; i < 200; i++) {
    const eves = await Promise.all(Array.from({ length: 5 }, socket));
    await Promise.all(
      eves.map((eve, j) => {
        eve.send(["at-once", "in-a-timer", "in-a-tick"][j % 3] ?? "");
        return once(eve, "close");
      }),
    );
  }
  expect(await isWell(ada)).toBe(true);
  expect(child.exitCode).toBeNull();
});

test("a fault of nobody's ends the process, in order", async () => {
  const ada = await socket();
  const exited = once(child, "exit");
  ada.send("by-nobody");
  expect((await exited)[0]).toBe(1);
  expect(said).toContain("closed");
});

test("a fault that breaks what everybody uses ends the process too, for whomever it was thrown", async () => {
  const exited = once(child, "exit");
  await expect(get("everybodys")).rejects.toThrow("fetch failed");
  expect((await exited)[0]).toBe(1);
  expect(said).toContain("closed");
});
