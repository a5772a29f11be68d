import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import type { PrincipleReport } from "../../../../server/experiments/constitution/constitution-report.ts";
import { readCheckpoint } from "../../../../server/ml/model/checkpoint.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 400_000 });

const LEARN = fileURLToPath(new URL("../../../../server/cli/learn.ts", import.meta.url));
const POCKET = fileURLToPath(new URL("../../../../server/world/pocket-model", import.meta.url));
const scratch = temporaryFolder();
const inScratch = (name: string) => join(scratch.path, name);
const constitution = (...args: string[]) =>
  promisify(execFile)(process.execPath, [LEARN, "constitution", "--folder", POCKET, ...args], {
    env: { ...process.env, ENDPOINT_URL: "" },
  });

test("a constitution of one principle changes what the pocket model does, first by its own revisions", async () => {
  const [file, json, out] = [inScratch("ours.txt"), inScratch("report.json"), inScratch("model")];
  await writeFile(file, "# for busy people\nBe short: at most 13 words.\n");
  const size = ["--answers", "64", "--pairs", "16", "--rounds", "1", "--iterations", "1"];
  const { stdout } = await constitution("--principles", file, ...size, "--json", json, "--out", out);
  expect(stdout).toMatch(/Be short.* \d+ \(100\.0%\)/);
  const { principles } = JSON.parse(await readFile(json, "utf8")) as { principles: PrincipleReport[] };
  const [short] = principles as [PrincipleReport];
  expect(short.revisions.tried).toBe(64);
  expect(short.revisions.usable).toBeGreaterThan(50);
  expect(short.revisions.obeying).toBeGreaterThan(0.8);
  expect(short.decided).toBeGreaterThan(8);
  expect(short.obeys!.revised.mean).toBeGreaterThan(short.obeys!.start.mean + 0.2);
  expect(short.obeys!.change.low).toBeGreaterThan(0.2);
  expect(short.humans).toBeNull();
  const weights = async (folder: string) =>
    (await readCheckpoint(folder)).weights["model.layers.0.self_attn.q_proj.weight"]!.values;
  expect([...(await weights(out))]).not.toEqual([...(await weights(POCKET))]);
});

test("a constitution that can't be judged is refused before anything is loaded", async () => {
  const failed = (await constitution("--principles", "kind;Rhyme.").catch((error: unknown) => error)) as {
    code: number;
    stderr: string;
  };
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/^learn: Nobody can judge "Rhyme\."/);
  expect(failed.stderr).not.toContain("    at ");
});
