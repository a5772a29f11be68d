import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withStores } from "../../../support/open-arena.ts";
import { runData } from "../../../support/run-data.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const opened = withStores();
let temporary = { path: "", remove: () => {} };
beforeEach(() => {
  temporary = temporaryFolder();
});
afterEach(() => temporary.remove());

test("an arena that has learnt nothing exports no checkpoint, and says so", async () => {
  const out = join(temporary.path, "model");
  const tries = [
    { args: ["policy"], told: "has no policy yet" },
    { args: ["reward", "--version", "1"], told: "--version names a policy" },
  ];
  for (const { args, told } of tries) {
    const { code, stderr } = await runData(opened.url, ["checkpoint", "--out", out, "--what", ...args]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(told) });
    expect(stderr).not.toContain("    at ");
    expect(existsSync(out)).toBe(false);
  }
});
