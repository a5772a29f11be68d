import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketCheckpoints } from "../../../server/checkpoints/bucket-checkpoints.ts";
import { CheckpointFault } from "../../../server/checkpoints/checkpoint-fault.ts";
import type { Checkpoints } from "../../../server/checkpoints/checkpoints.ts";
import { type CheckpointBucket, openBucket } from "../../../server/checkpoints/s3-bucket.ts";
import { type S3Server, startS3 } from "../../support/s3-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const FOLDER = "policies/t1-one";
const WEIGHTS = new Uint8Array(300_000).map((_, i) => i % 251);

let server: S3Server;
let bucket: CheckpointBucket;
let here: Awaited<ReturnType<typeof machine>>;
const folders: { remove(): void }[] = [];
beforeAll(async () => {
  server = await startS3();
});
afterAll(() => server.close());
let prefixes = 0;
beforeEach(async () => {
  server.requests.length = 0;
  bucket = await openBucket({ ...server.config, prefix: `${server.config.prefix}/${prefixes++}` }, 5);
  here = await machine();
  await write(here.dataDir, FOLDER, { "config.json": "{}", "model.safetensors": WEIGHTS, "state.json": "{}" });
});
afterEach(() => {
  server.misbehave(null);
  for (const folder of folders.splice(0)) folder.remove();
});

/** A computer with a data folder of its own. */
async function machine() {
  const folder = temporaryFolder();
  folders.push(folder);
  const said: string[] = [];
  const clock = { now: 0 };
  const log = { info: keep("info"), warn: keep("warn"), error: keep("error") };
  function keep(level: string) {
    return (message: string) => void said.push(`${level}: ${message}`);
  }
  const checkpoints: Checkpoints = bucketCheckpoints(bucket, folder.path, log, () => clock.now);
  return { dataDir: folder.path, checkpoints, said, clock };
}

async function write(dataDir: string, folder: string, files: Readonly<Record<string, string | Uint8Array>>) {
  await mkdir(join(dataDir, folder), { recursive: true });
  for (const [name, data] of Object.entries(files)) await writeFile(join(dataDir, folder, name), data);
}
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => new Error("it worked"),
    (error: unknown) => error as Error,
  );
const namesIn = async (path: string) => (await readdir(path).catch((): string[] => [])).sort();
const keys = async () => (await bucket.list()).map(({ key }) => key).sort();

test("a folder that was kept is read on another computer, the same to the last byte", async () => {
  await here.checkpoints.keep(FOLDER);
  const order = server.requests.filter((one) => one.startsWith("PUT")).map((one) => one.split("/").at(-1));
  expect(order).toEqual(["config.json", "model.safetensors", "state.json", "manifest.json"]);
  const other = await machine();
  const path = await other.checkpoints.at(FOLDER);
  expect(path).toBe(join(other.dataDir, FOLDER));
  expect(await namesIn(path)).toEqual(["config.json", "model.safetensors", "state.json"]);
  expect(new Uint8Array(await readFile(join(path, "model.safetensors")))).toEqual(WEIGHTS);

  // From then on it is read from the disk, and two who ask at once fetch it once.
  server.misbehave(() => "break");
  await other.checkpoints.at(FOLDER);
  server.misbehave(null);
  server.requests.length = 0;
  const third = await machine();
  await Promise.all([third.checkpoints.at(FOLDER), third.checkpoints.at(FOLDER)]);
  expect(server.requests.filter((one) => one.endsWith("config.json"))).toHaveLength(1);
});

test("what isn't kept anywhere is said to be missing, and nothing is left of the try", async () => {
  const failure = await failureOf(here.checkpoints.at("policies/t1-nowhere"));
  expect(failure).toBeInstanceOf(CheckpointFault);
  expect(failure).toMatchObject({ isMissing: true });
  expect(failure.message).toContain("policies/t1-nowhere is neither in");
  expect(await namesIn(join(here.dataDir, "policies"))).toEqual(["t1-one"]);
});

describe("a store that", () => {
  test.each([
    [
      "denies",
      { status: 403, code: "AccessDenied" },
      /config\.json: refused with 403 AccessDenied; give this key the rights/,
    ],
    ["knows no such key", { status: 403, code: "InvalidAccessKeyId" }, /correct AWS_ACCESS_KEY_ID/],
    ["has another clock", { status: 403, code: "RequestTimeTooSkewed" }, /set this computer's clock/],
    ["lacks the bucket", { status: 404, code: "NoSuchBucket" }, /make the bucket, or correct CHECKPOINT_URL/],
    ["lies elsewhere", { status: 301, code: "PermanentRedirect" }, /correct AWS_REGION/],
    ["is full", { status: 507, code: "XMinioStorageFull" }, /the store is full: make room in it/],
    ["is full by its quota", { status: 403, code: "QuotaExceeded" }, /the store is full: make room in it/],
  ] as const)("%s is told with what to do, and nothing is kept or left behind", async (_, answer, reason) => {
    server.misbehave(() => answer);
    const failure = await failureOf(here.checkpoints.keep(FOLDER));
    expect(failure).toBeInstanceOf(CheckpointFault);
    expect(failure.message).toMatch(reason);
    expect(failure.message).not.toContain("S3RVER");
    expect(server.requests).toHaveLength(1); // asking again would change nothing
    expect(await namesIn(join(here.dataDir, "policies"))).toEqual([]);
    expect(here.checkpoints.trouble).toBe(failure.message);
    expect(here.said).toEqual([expect.stringMatching(/^error: .*no new version can be kept; games go on$/)]);
    server.misbehave(null);
    expect(await keys()).toEqual([]);
  });

  test("is away for a moment, is busy or hangs up is asked again", async () => {
    let asked = 0;
    server.misbehave(() => (["break", { status: 503, code: "SlowDown" }, { status: 500, code: "" }] as const)[asked++]);
    await here.checkpoints.keep(FOLDER);
    expect(here.checkpoints.trouble).toBeNull();
    expect(await keys()).toHaveLength(4);
  });

  test("says that it stored what it threw away isn't believed", async () => {
    server.misbehave(({ method, key }) =>
      method === "PUT" && key.endsWith("model.safetensors") ? "forget" : undefined,
    );
    expect((await failureOf(here.checkpoints.keep(FOLDER))).message).toMatch(/model\.safetensors.*no such object/);
    server.misbehave(null);
    expect((await keys()).filter((key) => key.endsWith("manifest.json"))).toEqual([]);
  });

  test("cuts files short, or gives others, is found out, and nothing of them is used", async () => {
    await here.checkpoints.keep(FOLDER);
    const other = await machine();
    server.misbehave(({ method, key }) =>
      method === "GET" && key.endsWith("model.safetensors") ? "truncate" : undefined,
    );
    expect(await failureOf(other.checkpoints.at(FOLDER))).toBeInstanceOf(CheckpointFault);
    server.misbehave(null);
    await bucket.write(`${FOLDER}/config.json`, "[]");
    expect((await failureOf(other.checkpoints.at(FOLDER))).message).toMatch(
      /config\.json: its SHA-256 isn't that of its/,
    );
    await bucket.write(`${FOLDER}/config.json`, "{");
    expect((await failureOf(other.checkpoints.at(FOLDER))).message).toMatch(/config\.json: 1 of 2 bytes came/);
    await bucket.write(`${FOLDER}/manifest.json`, '{"files": {"../../start.lock": {}}}');
    expect((await failureOf(other.checkpoints.at(FOLDER))).message).toMatch(/manifest\.json: it is damaged/);
    expect(await namesIn(join(other.dataDir, "policies"))).toEqual([]);
  });

  test("tells late what it holds is waited for while a folder is read, and lists that are late cost nothing", async () => {
    await here.checkpoints.keep(FOLDER);
    const other = await machine();
    let asked = 0;
    server.misbehave(({ key }) =>
      key.endsWith("manifest.json") && asked++ < 1 ? { status: 404, code: "NoSuchKey" } : undefined,
    );
    expect(await failureOf(other.checkpoints.at(FOLDER))).toMatchObject({ isMissing: true }); // the trainer asks again
    await other.checkpoints.at(FOLDER);
    // A list without what was just written: it is stored once more, and nothing is removed.
    server.misbehave(null);
    const listed = { ...bucket, list: async () => [] };
    const late = bucketCheckpoints(listed, here.dataDir, { info() {}, warn() {}, error() {} }, () => 0);
    await write(here.dataDir, FOLDER, {});
    await late.tidy({ kept: new Map([[FOLDER, []]]), unread: new Set(), isOrphan: () => true }, AbortSignal.any([]));
    expect(await keys()).toHaveLength(4);
  });

  test("is away for longer is tried now and then, ever less often, until a folder was stored", async () => {
    server.misbehave(() => ({ status: 403, code: "AccessDenied" }));
    await failureOf(here.checkpoints.keep(FOLDER));
    const tries = async (ms: number) => {
      here.clock.now += ms;
      const before = server.requests.length;
      const isUsable = await here.checkpoints.isUsable();
      return [isUsable, server.requests.length - before];
    };
    expect(await tries(14_999)).toEqual([false, 0]);
    expect(await tries(1)).toEqual([false, 1]);
    expect(await tries(29_999)).toEqual([false, 0]);
    server.misbehave(null);
    expect(await tries(1)).toEqual([true, 1]);
    expect(here.checkpoints.trouble).toBeNull();
    expect(here.said.at(-1)).toMatch(/^info: s3:.* can be used again$/);
    expect(await tries(0)).toEqual([true, 0]);
  });
});

test("files that are needed no more go everywhere; whoever reads the folder then isn't told of them", async () => {
  await here.checkpoints.keep(FOLDER);
  await here.checkpoints.drop(FOLDER, ["state.json", "never-there"]);
  expect(await namesIn(join(here.dataDir, FOLDER))).toEqual(["config.json", "model.safetensors"]);
  expect(await keys()).toEqual([`${FOLDER}/config.json`, `${FOLDER}/manifest.json`, `${FOLDER}/model.safetensors`]);
  const before = server.requests.length;
  await here.checkpoints.drop(FOLDER, ["state.json"]);
  expect(server.requests.length).toBe(before);
  const other = await machine();
  expect(await namesIn(await other.checkpoints.at(FOLDER))).toEqual(["config.json", "model.safetensors"]);
  await here.checkpoints.remove(FOLDER);
  expect(await keys()).toEqual([]);
});

test("a bucket is brought in line with the records: what lacks there is stored, what is read no more goes, and the rest stays", async () => {
  const old = "policies/t1-old";
  for (const folder of [old, "policies/t1-rejected", "reward-models/t1-orphan", "policies/t2-being-written"]) {
    await write(here.dataDir, folder, { "config.json": "{}", "state.json": "{}" });
    await here.checkpoints.share(folder);
  }
  await bucket.write("something/of/somebody-else", "!");
  const isOrphan = (folder: string, writtenAt: Date) => folder.includes("/t1-") && writtenAt.getTime() > 0;
  const kept = new Map([
    [FOLDER, []],
    [old, ["state.json"]],
    ["policies/t1-lost", []],
  ]);
  const recorded = { kept, unread: new Set(["policies/t1-rejected"]), isOrphan };
  await here.checkpoints.tidy(recorded, AbortSignal.any([]));
  const folders = new Set((await keys()).map((key) => key.replace(/\/[^/]+$/, "")));
  expect([...folders]).toEqual([old, FOLDER, "policies/t2-being-written", "something/of"].sort());
  expect(await keys()).not.toContain(`${old}/state.json`);
  expect(here.said.join("\n")).toMatch(/policies\/t1-lost is recorded, and is neither in/);
  const other = await machine();
  await other.checkpoints.at(old);
  await other.checkpoints.at(FOLDER);
});
