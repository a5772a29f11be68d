import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { type FreshDatabase, freshDatabase } from "../../../support/database.ts";
import { type KillableWeb, killLeftovers, startKillableWeb } from "../../../support/killable-web.ts";
import { quickEnvironment } from "../../../support/quick-environment.ts";
import { postSession, SLOW } from "../../../support/running-web.ts";
import { takeSeat } from "../../../support/seat.ts";
import { copyInstallation } from "../../../support/spoilt-installation.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

let database: FreshDatabase;
let web: KillableWeb;
let folder: ReturnType<typeof temporaryFolder>;
const trainers = new Set<ChildProcess>();
beforeAll(async () => {
  database = await freshDatabase();
  web = await startKillableWeb(database.url);
});
afterAll(async () => {
  killLeftovers();
  await database.drop();
});
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  for (const trainer of trainers) trainer.kill("SIGKILL");
  folder.remove();
});

/** Runs the trainer of a copied installation to its end. */
function runTrainer(root: string): Promise<{ code: number | null; errors: string }> {
  const environment = { ...quickEnvironment(), DATABASE_URL: database.url, DATA_DIR: join(folder.path, "data") };
  const child = spawn(process.execPath, [join(root, "server", "trainer", "main.ts")], {
    env: environment,
    stdio: ["ignore", "ignore", "pipe"],
  });
  trainers.add(child);
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, errors })));
}

function edit(file: string, change: (json: Record<string, unknown>) => void): void {
  const json = JSON.parse(readFileSync(file, "utf8"));
  change(json);
  writeFileSync(file, JSON.stringify(json));
}

test.each<[string, (start: string) => void, RegExp]>([
  ["missing", (start) => rmSync(start, { recursive: true }), /cannot read config\.json; a model folder holds/],
  ["truncated", (start) => truncateSync(join(start, "model.safetensors"), 100_000), /truncated: tensor/],
  [
    "of another architecture",
    (start) => edit(join(start, "config.json"), (config) => Object.assign(config, { model_type: "gpt2" })),
    /"model_type" is "gpt2"; models of these families can be read/,
  ],
  [
    "of another vocabulary",
    (start) => edit(join(start, "config.json"), (config) => Object.assign(config, { vocab_size: 1_024 })),
    /config\.json asks for \[1024,\d+\]/,
  ],
])(
  "a starting model that is %s ends the trainer with one clear line; games wait, and nobody's is ended",
  async (_, spoil, reason) => {
    const { root, startFolder } = copyInstallation(folder.path);
    const session = await postSession(web.port, SLOW);
    const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
    const ada = await takeSeat(web.port, session.code, { nickname: "Ada" });
    await host.request("host", { command: "start" });
    spoil(startFolder);
    const { code, errors } = await runTrainer(root);
    expect(code).toBe(1);
    expect(errors.trim().split("\n")).toHaveLength(1);
    expect(errors).toContain(`The starting model can't be used. ${startFolder}: `);
    expect(errors).toMatch(reason);
    expect(errors).toContain("Restore that folder");
    expect((await ada.until((view) => view.phase === "dealing")).round).toBe(1);
    const health = await (await fetch(`${web.url}/health`)).json();
    expect(health).toMatchObject({ database: "ok", policyVersion: null });
    await host.leave();
    await ada.leave();
  },
);

/** Runs the trainer of a copied installation until it has opened the arena, and kills it. What it has logged. */
async function openArena(root: string): Promise<string> {
  const stores = openStores(database.url);
  const began = new Date();
  const trainer = spawn(process.execPath, [join(root, "server", "trainer", "main.ts")], {
    env: { ...quickEnvironment(), DATABASE_URL: database.url, DATA_DIR: join(folder.path, "data"), LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  trainers.add(trainer);
  let log = "";
  trainer.stdout.on("data", (chunk) => {
    log += chunk;
  });
  const state = async () => {
    const beat = await stores.heartbeats.last(MAIN_ARENA);
    return beat !== null && beat.at > began ? beat.state : null;
  };
  await expect.poll(state, { timeout: 100_000, interval: 200 }).toBe("idle");
  trainer.kill("SIGKILL");
  await stores.close();
  return log;
}

test("an arena goes on from the pocket model that it began with when another one is shipped", async () => {
  const { root, startFolder } = copyInstallation(folder.path);
  expect(await openArena(root)).not.toContain("go on from it");
  const weights = join(startFolder, "model.safetensors");
  const bytes = readFileSync(weights);
  bytes[bytes.length - 3]! ^= 1;
  writeFileSync(weights, bytes);
  const goesOn = (await openArena(root)).split("\n").filter((line) => line.includes("go on from it"));
  expect(goesOn).toHaveLength(1);
  expect(goesOn[0]).toContain(join(folder.path, "data", "policies"));
}, 240_000);
