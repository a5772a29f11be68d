import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { formatManifest, markOf } from "../../../../server/checkpoints/manifest.ts";
import { type CheckpointBucket, openBucket } from "../../../../server/checkpoints/s3-bucket.ts";
import type { Comparison } from "../../../../server/ports/learning.ts";
import type { EngineJob, JobMaterial } from "../../../../server/ports/training-engine.ts";
import { jobBucket } from "../../../../server/trainer/engines/job-bucket.ts";
import { rayEngine } from "../../../../server/trainer/engines/ray-engine.ts";
import { POCKET_FOLDER } from "../../../../server/trainer/start/pocket-stages.ts";
import { type S3Server, startS3 } from "../../../support/s3-server.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const hasCurl = spawnSync("curl", ["--version"]).status === 0;
if (!hasCurl) process.stderr.write("There is no curl here: tests of jobs by way of a bucket are skipped\n");

/** Stands in for `trl` on a machine of the cluster: it needs its files where it runs, and leaves a model. */
const TRL = `#!/bin/sh
cat votes.parquet prompts.parquet dpo.yaml > /dev/null || exit 4
pwd > "$(dirname "$0")/where"
ls base* > "$(dirname "$0")/saw"
. "$(dirname "$0")/act"
for word in "$@"; do
  if [ "$previous" = --output_dir ]; then mkdir -p "$word" && echo tensors > "$word/adapter_model.safetensors" && echo '{}' > "$word/adapter_config.json"; fi
  previous=$word
done
`;

let s3: S3Server;
let bucket: CheckpointBucket;
beforeAll(async () => {
  s3 = await startS3();
  bucket = await openBucket(s3.config, 1);
});
afterAll(() => s3.close());

let root: ReturnType<typeof temporaryFolder>;
let job: EngineJob;
/** A dashboard that runs what it is given, with `sh`, as a machine with no folder of ours would. */
let ray: ReturnType<typeof createServer>;
let running: Promise<void>;
let attempts = 0;
const at = (name: string) => join(root.path, name);
beforeEach(async () => {
  root = temporaryFolder();
  const folder = at("trainer's/job");
  const engineJob = `thumbwar-${++attempts}-1`;
  job = { id: "1", arenaId: 1, engineJob, folder, out: join(folder, "out"), method: "dpo", minutes: 1 };
  await mkdir(folder, { recursive: true });
  await mkdir(at("cluster"));
  await writeFile(at("cluster/trl"), TRL);
  await chmod(at("cluster/trl"), 0o755);
  await act("");
  let ended = { code: 0, said: "" };
  ray = createServer(async (request, response) => {
    const body = await text(request);
    if (request.method === "POST" && request.url === "/api/jobs/") {
      const { entrypoint } = JSON.parse(body) as { entrypoint: string };
      running = new Promise((resolve) =>
        execFile("sh", ["-c", entrypoint], { cwd: at("cluster") }, (error, stdout, stderr) => {
          ended = { code: error === null ? 0 : Number(error.code), said: `${stdout}${stderr}` };
          resolve();
        }),
      );
      return response.end("{}");
    }
    if (request.url?.endsWith("/logs")) return response.end(JSON.stringify({ logs: ended.said }));
    await running;
    const message = `Job entrypoint command failed with exit code ${ended.code}`;
    return response.end(JSON.stringify({ status: ended.code === 0 ? "SUCCEEDED" : "FAILED", message }));
  });
  await new Promise<void>((resolve) => ray.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  ray.close();
  root.remove();
});

const act = (script: string) => writeFile(at("cluster/act"), `${script}\n`);
const engine = () =>
  rayEngine(
    `http://127.0.0.1:${(ray.address() as AddressInfo).port}`,
    { command: at("cluster/trl"), options: [], gpus: 0, rayToken: null },
    jobBucket(bucket),
  );
const material = (more: Partial<JobMaterial> = {}): JobMaterial => ({
  ...{ base: POCKET_FOLDER, adapter: null, prompts: ["Why?"] },
  async *comparisons() {
    yield { prompt: "Why?", turns: null, a: { text: "So." }, b: { text: "Thus." }, label: 1, bothBad: 0 } as Comparison;
  },
  ...more,
});
const stored = async () => (await bucket.list()).map(({ key }) => key).filter((key) => key.startsWith("jobs/"));

test.skipIf(!hasCurl)(
  "a job's files go to the cluster and come back by the bucket, and nothing of them stays",
  async () => {
    await engine().prepare(job, material());
    await engine().submit(job);
    expect(await engine().poll(job)).toMatchObject({ status: "succeeded" });
    expect((await readdir(job.out)).sort()).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
    expect(await readFile(join(job.out, "adapter_model.safetensors"), "utf8")).toBe("tensors\n");
    expect(await readFile(at("cluster/saw"), "utf8")).toContain("model.safetensors");
    const where = (await readFile(at("cluster/where"), "utf8")).trim();
    await expect(readdir(where)).rejects.toThrow("ENOENT");

    // Another trainer, on an empty disk, finds it too.
    await rm(job.folder, { recursive: true });
    await engine().poll(job);
    expect(await readdir(job.out)).toHaveLength(2);
    await engine().cancel(job);
    expect(await stored()).toEqual([]);
  },
);

test.skipIf(!hasCurl)("an adopted model is fetched from where its installation keeps it", async () => {
  const adapter = { rank: 2, alpha: 4, targets: ["q_proj"] };
  await engine().prepare(job, material({ adapter }));
  expect(JSON.parse(await readFile(join(job.folder, "dpo.yaml"), "utf8"))).toMatchObject({
    model_name_or_path: "base-model",
  });
  await expect(engine().submit(job)).rejects.toThrow("s3://games/thumbwar/base-model isn't there yet");
  const path = join(POCKET_FOLDER, "config.json");
  const mark = await markOf(path);
  await bucket.upload("base-model/config.json", path, mark);
  await bucket.write("base-model/manifest.json", formatManifest({ "config.json": mark }));
  await engine().submit(job);
  expect(await engine().poll(job)).toMatchObject({ status: "succeeded" });
  expect(await readFile(at("cluster/saw"), "utf8")).toBe("config.json\n");
});

test.skipIf(!hasCurl)("what goes wrong on the way is told, and leaves no half of a result", async () => {
  await engine().prepare(job, material());
  s3.misbehave(({ method, key }) =>
    method === "GET" && key.endsWith("votes.parquet") ? { status: 403, code: "AccessDenied" } : undefined,
  );
  await engine().submit(job);
  expect(await engine().poll(job)).toMatchObject({ status: "failed", reason: expect.stringMatching(/curl: .*403/) });
  s3.misbehave(null);

  const second = { ...job, engineJob: `${job.engineJob}-again` };
  await engine().submit(second);
  s3.misbehave(({ method, key }) => (method === "GET" && key.includes("/out/") ? "truncate" : undefined));
  await expect(engine().poll(second)).rejects.toThrow("adapter_config.json");
  await expect(readdir(job.out)).rejects.toThrow("ENOENT");
  s3.misbehave(null);
  expect(await engine().poll(second)).toMatchObject({ status: "succeeded" });
  expect(await readdir(job.out)).toHaveLength(2);
});
