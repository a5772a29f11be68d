import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express from "express";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bucketCheckpoints } from "../../../../server/checkpoints/bucket-checkpoints.ts";
import { openBucket } from "../../../../server/checkpoints/s3-bucket.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { HttpFault } from "../../../../server/web/http-fault.ts";
import { modelRoutes } from "../../../../server/web/routes/model-routes.ts";
import { newPolicy, withStores } from "../../../support/open-arena.ts";
import { type S3Server, startS3 } from "../../../support/s3-server.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** A web process on another computer than the trainer's, which shares a bucket with it and no disk. */

const FOLDER = "policies/t1-a";
const opened = withStores();
let s3: S3Server;
let trainers: ReturnType<typeof temporaryFolder>;
let webs: ReturnType<typeof temporaryFolder>;
let server: Server;
const inBucket = async (dataDir: string) =>
  bucketCheckpoints(await openBucket(s3.config, 5), dataDir, pino({ level: "silent" }), () => 0);

beforeEach(async () => {
  s3 = await startS3();
  [trainers, webs] = [temporaryFolder(), temporaryFolder()];
  for (const [folder, files] of Object.entries({
    [FOLDER]: ["config.json"],
    "reward-models/t1-b": ["reward-heads.safetensors"],
  })) {
    await mkdir(join(trainers.path, folder), { recursive: true });
    for (const file of files) await writeFile(join(trainers.path, folder, file), '{"by":"the trainer"}');
    await (await inBucket(trainers.path)).keep(folder);
  }
  await newPolicy(opened.stores, { folder: FOLDER });
  await opened.stores.rewardModels.add(MAIN_ARENA, { comparisonId: 1, folder: "reward-models/t1-b", metrics: {} });
  const app = express();
  app.use(modelRoutes({ ...opened.stores, checkpoints: await inBucket(webs.path), now: Date.now }));
  app.use(((error, _request, response, _next) => {
    response.status(error instanceof HttpFault ? error.status : 500).json({ message: String(error) });
  }) satisfies express.ErrorRequestHandler);
  server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  server.close();
  await s3.close();
  trainers.remove();
  webs.remove();
});
const get = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);

test("a web process serves the files of versions that a trainer elsewhere made, and keeps them", async () => {
  for (const path of ["/models/0/config.json", "/reward-models/newest/reward-heads.safetensors"])
    expect(await (await get(path)).json()).toEqual({ by: "the trainer" });
  expect(await readdir(join(webs.path, "policies"))).toEqual(["t1-a"]);
  s3.misbehave(() => "break");
  expect((await get("/models/0/config.json")).status).toBe(200);
});

test("while the bucket can't be reached it says so; what is nowhere is not found; neither names the bucket", async () => {
  s3.misbehave(() => ({ status: 403, code: "AccessDenied" }));
  const denied = await get("/models/0/config.json");
  expect([denied.status, await denied.text()]).toEqual([503, expect.stringContaining("can't be reached now")]);
  s3.misbehave(() => ({ status: 404, code: "NoSuchKey" }));
  const missing = await get("/models/0/config.json");
  expect([missing.status, await missing.text()]).toEqual([404, expect.not.stringMatching(/games|s3:/)]);
  s3.misbehave(null);
  expect((await get("/models/0/config.json")).status).toBe(200);
});
