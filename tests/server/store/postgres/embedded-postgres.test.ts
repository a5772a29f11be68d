import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clusterFolder, othersCanReach } from "../../../../server/store/postgres/embedded/account.ts";
import { openCluster } from "../../../../server/store/postgres/embedded/cluster.ts";
import { type Database, openDatabase } from "../../../../server/store/postgres/open-database.ts";
import { startChild } from "../../../support/child-process.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

let folder: ReturnType<typeof temporaryFolder>;
const opened: Database[] = [];
const children: ReturnType<typeof startChild>[] = [];

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.process.kill("SIGKILL");
    await child.exited;
  }
  for (const database of opened.splice(0)) await database.stop();
  await openCluster(folder.path).stop();
  folder.remove();
});

async function open(log: string[] = [], reviveAfterMs?: number): Promise<Database> {
  const keep = (message: string) => void log.push(message);
  const database = await openDatabase(
    { databaseUrl: null, dataDir: folder.path },
    { info: keep, warn: keep },
    reviveAfterMs,
  );
  opened.push(database);
  return database;
}

function openInChild() {
  const child = startChild("open-database-child.ts", [folder.path]);
  children.push(child);
  return child;
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** A system account that every Unix has. */
const DAEMON = 1;
const data = () => join(folder.path, "postgres-18", "data");
const postmaster = () => Number(readFileSync(join(data(), "postmaster.pid"), "utf8").split("\n")[0]);
/** Ctrl-C goes to processes of the terminal's session only. */
const terminalSession = (pid: number) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[3];
const isRunning = () => openCluster(folder.path).isRunning();

test("of five processes that start at once, one starts the server and the others join it", async () => {
  const starting = Array.from({ length: 5 }, openInChild);
  const urls = await Promise.all(starting.map((child) => child.printed("URL")));
  expect(new Set(urls).size).toBe(1);
  expect(starting.filter(({ lines }) => lines[0]?.startsWith("Started"))).toHaveLength(1);
  expect(starting.filter(({ lines }) => lines[0]?.startsWith("Joined"))).toHaveLength(4);
});

test("the server is out of reach of its starter's Ctrl-C, and stops with the last process to leave", async () => {
  const starter = openInChild();
  const url = (await starter.printed("URL")).slice(4);
  if (process.platform === "linux") expect(terminalSession(postmaster())).not.toBe(terminalSession(process.pid));
  const joiner = openInChild();
  await joiner.printed("URL");
  starter.process.stdin?.end();
  expect(await starter.exited).toBe(0);
  expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  joiner.process.stdin?.end();
  expect(await joiner.exited).toBe(0);
  expect(isRunning()).toBe(false);
});

test("the server survives a killed opener, and the next start joins it", async () => {
  const first = openInChild();
  const url = (await first.printed("URL")).slice(4);
  await query(url, "create table kept (x int)");
  first.process.kill("SIGKILL");
  await first.exited;
  expect(isRunning()).toBe(true);
  const log: string[] = [];
  const again = await open(log);
  expect(again.url).toBe(url);
  expect(log[0]).toMatch(/^Joined/);
  expect(await query(again.url, "select count(*)::int as n from kept")).toEqual([{ n: 0 }]);
});

test("a killed server is started again at the same address, with everything committed", async () => {
  const { url } = await open();
  const witness = openInChild();
  await witness.printed("URL");
  await query(url, "create table kept as select 7 as x");
  for (let i = 0; i < 2; i++) {
    const pid = postmaster();
    process.kill(pid, "SIGKILL");
    await expect
      .poll(() => query(url, "select x from kept").catch(() => "away"), { timeout: 30_000, interval: 200 })
      .toEqual([{ x: 7 }]);
    expect(postmaster()).not.toBe(pid);
  }
});

test("who is busy leaves a killed server to others for a while, and starts it when nobody does", async () => {
  const away = "The embedded Postgres went away; starting it again";
  const [busy, free]: [string[], string[]] = [[], []];
  await open(busy, 600_000);
  const { url } = await open(free);
  const answers = (url: string) =>
    expect
      .poll(() => query(url, "select 1 as one").catch(() => "away"), { timeout: 30_000, interval: 200 })
      .toEqual([{ one: 1 }]);
  process.kill(postmaster(), "SIGKILL");
  await answers(url);
  expect(free).toContain(away);
  expect(busy).not.toContain(away);
  for (const database of opened.splice(0)) await database.stop();

  const alone: string[] = [];
  const again = await open(alone, 300);
  process.kill(postmaster(), "SIGKILL");
  await answers(again.url);
  expect(alone).toContain(away);
});

test("a server that dies while it is being joined is started again", async () => {
  await openCluster(folder.path).start(null);
  const dying = postmaster();
  process.kill(dying, "SIGSTOP"); // it accepts connections and says nothing
  const joining = open();
  joining.catch(() => {}); // met below
  await sleep(700);
  process.kill(dying, "SIGKILL");
  const { url } = await joining;
  expect(postmaster()).not.toBe(dying);
  expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a start that was killed half-way leaves nothing that the next one trips over", async () => {
  for (const delay of [15, 120, 300]) {
    const child = openInChild();
    await sleep(250 + delay);
    child.process.kill("SIGKILL");
    await child.exited;
  }
  const { url } = await open();
  expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(readdirSync(join(folder.path, "postgres-18")).filter((name) => name.startsWith("init-"))).toEqual([]);
});

test("a pid file that names another program's process is not mistaken for a server", async () => {
  const first = await open();
  await first.stop();
  opened.length = 0;
  writeFileSync(join(data(), "postmaster.pid"), `${process.pid}\n${data()}\n1\n5432\n\n127.0.0.1\n  1  999999\n`);
  expect(isRunning()).toBe(false);
  const { url } = await open();
  expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
});

const MODULE = fileURLToPath(new URL("../../../../server/store/postgres/embedded/postmaster-file.ts", import.meta.url));

test.runIf(process.getuid?.() === 0 && othersCanReach(dirname(MODULE)))(
  "neither is a process of another user, which may not be signalled",
  () => {
    mkdirSync(data(), { recursive: true });
    writeFileSync(join(data(), "postmaster.pid"), `1\n${data()}\n1\n5432\n\n127.0.0.1\n  1  999999\n`);
    const script = `
      const { runningServer } = await import(${JSON.stringify(MODULE)});
      let signalled = "";
      try { process.kill(1, 0) } catch (error) { signalled = error.code }
      console.log(signalled, runningServer(${JSON.stringify(data())}))`;
    const asDaemon = { uid: DAEMON, gid: DAEMON, encoding: "utf8" } as const;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], asDaemon);
    expect(stdout.trim(), stderr).toBe("EPERM null");
    rmSync(join(folder.path, "postgres-18"), { recursive: true });
  },
);

test.runIf(process.getuid?.() === 0)(
  "root may keep the data in a private folder: the server then uses one of its own",
  async () => {
    chmodSync(folder.path, 0o700);
    const wanted = clusterFolder(folder.path, "postgres-18");
    expect(wanted.startsWith("/var/lib/thumbwar/")).toBe(true);
    const { url, stop } = await open();
    expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
    await stop();
    opened.length = 0;
    expect(existsSync(join(wanted, "data", "PG_VERSION"))).toBe(true);
    rmSync(join(wanted, ".."), { recursive: true });
    chmodSync(folder.path, 0o755);
  },
);

test.runIf(process.getuid?.() === 0)(
  "under root the server runs as the owner of a folder that is there already",
  async () => {
    mkdirSync(join(folder.path, "postgres-18"));
    chownSync(join(folder.path, "postgres-18"), DAEMON, DAEMON);
    const { url } = await open();
    expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(statSync(data()).uid).toBe(DAEMON);
  },
);

test("a data folder that can't be used is an error that says so", async () => {
  writeFileSync(join(folder.path, "postgres-18"), "a file, not a folder");
  await expect(open()).rejects.toThrow(/can't be written to; run as its owner, or set DATA_DIR/);
  rmSync(join(folder.path, "postgres-18"));
});
