import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test, vi } from "vitest";
import { buildClient } from "../../../support/built-client.ts";
import { quickEnvironment } from "../../../support/quick-environment.ts";
import { takeSeat } from "../../../support/seat.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

const DEMO = fileURLToPath(new URL("../../../../server/cli/demo.ts", import.meta.url));
const scratch = temporaryFolder();

beforeAll(buildClient);

test("the demo prints its links, its bots play by themselves, and Ctrl+C leaves nothing behind", async () => {
  const options = ["--players", "3", "--rounds", "1", "--start-after", "0"];
  const env = { ...quickEnvironment(), TMPDIR: scratch.path };
  const demo = spawn(process.execPath, [DEMO, ...options], { env, stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(demo, "exit");
  try {
    const printed = await untilPrinted(demo.stdout, "The game starts");
    const [, port, code] = /127\.0\.0\.1:(\d+)\/board\/([A-Z]+)/.exec(printed) ?? [];
    const [, key] = /\/host\/[A-Z]+#key=(\S+)/.exec(printed) ?? [];
    expect(printed).toContain(`http://127.0.0.1:${port}/play/${code}`);
    const host = await takeSeat(Number(port), code ?? "", { hostToken: key });
    await host.until(({ phase }) => phase !== "dealing" && phase !== "lobby"); // once the trainer has made version 0
    const { players } = await host.until((view) => Object.values(view.players).some(({ judged }) => judged > 0));
    expect(
      Object.values(players)
        .map(({ nickname }) => nickname)
        .sort(),
    ).toEqual(["Ada", "Basil", "Clementine"]);
    await host.leave();
  } finally {
    demo.kill("SIGINT");
  }
  expect((await exited)[0]).toBe(0);
  expect(readdirSync(scratch.path).filter((name) => name.startsWith("thumbwar"))).toEqual([]);
  scratch.remove();
});

async function untilPrinted(stream: Readable, words: string): Promise<string> {
  let text = "";
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.includes(words)) return text;
  }
  throw new Error(`The demo ended with: ${text}`);
}
