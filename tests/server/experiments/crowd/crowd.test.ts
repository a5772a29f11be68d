import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { writeReadableLlama } from "../../../support/readable-llama.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const CROWD = fileURLToPath(new URL("../../../../server/cli/crowd.ts", import.meta.url));
/** Whole sessions with training: slow on a busy machine. */
const PATIENT = 480_000;

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** A temporary folder of the test's own, and the command that has no other, so that what it leaves behind is seen. */
function place(finished: typeof onTestFinished) {
  const folder = temporaryFolder();
  finished(() => folder.remove());
  function crowd(args: readonly string[]): { child: ChildProcess; ended: Promise<Outcome> } {
    const env = { ...process.env, TMPDIR: folder.path, DATABASE_URL: "postgres://nobody@127.0.0.1:1/never-used" };
    const child = spawn(process.execPath, [CROWD, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let errors = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    const ended = new Promise<Outcome>((resolve) => child.once("close", (code) => resolve({ code, out, errors })));
    return { child, ended };
  }
  /** Its servers write into a folder below; a server still running would make it again or keep files there. */
  const leftBehind = () => readdirSync(folder.path).filter((name) => name.startsWith("thumbwar"));
  return { folder, crowd, leftBehind };
}

/** Sessions are played side by side: most of their seconds go by while players read, or in breaks. */
const session = test.concurrent;

session(
  "a crowd plays a session on servers of its own, measures it, and leaves nothing behind",
  async ({ onTestFinished }) => {
    const { folder, crowd, leftBehind } = place(onTestFinished);
    const taste = join(folder.path, "short.mjs");
    writeFileSync(taste, "export const score = ({ response }) => -response.length;\n");
    const json = join(folder.path, "result.json");
    const size = ["--players", "3", "--rounds", "2", "--pairs", "4", "--votes", "20", "--intermission", "1"];
    const { code, out, errors } = await crowd([...size, "--taste", `${taste}:0.7,kind:0.3`, "--json", json]).ended;
    expect([code, errors]).toEqual([0, expect.any(String)]);
    const report = JSON.parse(readFileSync(json, "utf8"));
    expect(report).toMatchObject({ players: 3, rounds: 2, noise: 0.15, seed: 1, votes: 20, comparisons: 20 });
    expect(report.taste).toContain("short.mjs");
    expect(report.pairs).toBeGreaterThanOrEqual(400);
    for (const share of ["winRate", "distinct2", "topPhraseShare", "uniqueShare", "rewardAccuracy", "freshRounds"]) {
      expect([share, report[share] >= 0 && report[share] <= 1]).toEqual([share, true]);
    }
    expect(report.winRateLow).toBeLessThan(report.winRate);
    expect(report.winRateHigh).toBeGreaterThan(report.winRate);
    for (const figure of ["kl", "sftNll", "distinct2Ratio", "trainSecondsPerRound"]) {
      expect([figure, Number.isFinite(report[figure])]).toEqual([figure, true]);
    }
    expect(report.promoted + report.rejected).toBeGreaterThanOrEqual(1);
    expect(out).toMatch(/^ +1 +version 0 /m);
    expect(out).toMatch(/^ +2 +version \d+ /m);
    expect(leftBehind()).toEqual([]);
  },
  PATIENT,
);

session(
  "a crowd teaches a model of the user's, and shows what it said before and after to questions that it never played",
  async ({ onTestFinished }) => {
    const { folder, crowd, leftBehind } = place(onTestFinished);
    const model = join(folder.path, "model");
    await writeReadableLlama(model);
    const [taste, pack, json] = ["vowels.mjs", "pack.txt", "result.json"].map((name) => join(folder.path, name));
    writeFileSync(taste!, "export const score = ({ response }) => response.split(/[aeiou]/).length;\n");
    const questions = Array.from({ length: 12 }, (_, i) => `Why ${i}?`);
    writeFileSync(pack!, questions.join("\n"));
    const size = ["--players", "3", "--rounds", "2", "--votes", "16", "--intermission", "1"];
    const { code, out, errors } = await crowd([
      ...["--model", model, "--pack", pack!, "--taste", taste!, "--json", json!],
      ...size,
    ]).ended;
    expect([code, errors]).toEqual([0, expect.any(String)]);
    const report = JSON.parse(readFileSync(json!, "utf8"));
    expect(report).toMatchObject({ model, pack, votes: 16, pairs: 48, firstPair: { seconds: expect.any(Number) } });
    expect(report.prompts.kept).toEqual(["Why 3?", "Why 7?", "Why 11?"]);
    expect(report.demonstration.map(({ prompt }: { prompt: string }) => prompt)).toEqual(report.prompts.kept);
    expect(out).toContain("3 that the class never played; it played 9");
    for (const { before } of report.demonstration) expect(out).toContain(JSON.stringify(before));
    expect(leftBehind()).toEqual([]);
  },
  PATIENT,
);

session(
  "a taste that fails in the middle of a session ends everything with one clear line",
  async ({ onTestFinished }) => {
    const { folder, crowd, leftBehind } = place(onTestFinished);
    const taste = join(folder.path, "moody.mjs");
    writeFileSync(
      taste,
      'let n = 0;\nexport const score = ({ response }) => (++n > 410 ? Number("x") : response.length);\n',
    );
    const { code, errors } = await crowd(["--players", "2", "--rounds", "2", "--taste", taste]).ended;
    expect(code).toBe(1);
    expect(errors.trim().split("\n").at(-1)).toMatch(
      /^crowd: the taste .*moody\.mjs gave NaN instead of a finite number/,
    );
    expect(leftBehind()).toEqual([]);
  },
  PATIENT,
);

session(
  "Ctrl-C stops the servers and removes their folder",
  async ({ onTestFinished }) => {
    const { crowd, leftBehind } = place(onTestFinished);
    const { child, ended } = crowd(["--players", "2"]);
    await new Promise<void>((resolve) => {
      child.stdout?.on("data", () => resolve()); // the table's heading: the players sit
    });
    child.kill("SIGINT");
    const { code, errors } = await ended;
    expect([code, errors.trim().split("\n").at(-1)]).toEqual([1, "crowd: stopped by SIGINT"]);
    expect(leftBehind()).toEqual([]);
  },
  PATIENT,
);

test.each([
  [["--taste", "nobody"], /no taste is called "nobody"/],
  [["--taste", "/nowhere/taste.mjs"], /cannot load \/nowhere\/taste\.mjs/],
  [["--taste", "kind:0"], /cannot read "kind:0"/],
  [["--players", "0"], /--players.*whole number from 1/],
  [["--noise", "lots"], /--noise.*number from 0 to 0\.5/],
  [["--json", "/nowhere/result.json"], /cannot write into the folder \/nowhere/],
  [["--url", "http://127.0.0.1:2"], /cannot reach http:\/\/127\.0\.0\.1:2/],
  [["--url", "arena"], /--url.*http or https address/],
  [["--model", "/nowhere"], /--taste: kind knows the words of the pocket world only/],
  [["--model", "/nowhere", "--url", "http://127.0.0.1:2"], /--model.*cannot be used with.*--url/],
])("%j is refused in one line", async (args, message) => {
  const { crowd, leftBehind } = place(onTestFinished);
  const { code, out, errors } = await crowd(args).ended;
  expect(code).toBe(1);
  expect(out).toBe("");
  expect(errors.trim().split("\n").at(-1)).toMatch(message);
  expect(leftBehind()).toEqual([]);
});
