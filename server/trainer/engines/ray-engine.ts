import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { text as textOf } from "node:stream/consumers";
import { z } from "zod";
import { networkFailure } from "../../external/endpoint/network-failure.ts";
import type { JobReport, TrainingEngine } from "../../ports/training-engine.ts";
import type { TrlConfig } from "../../trl-config.ts";
import { type JobBucket, thereOf } from "./job-bucket.ts";
import { writeJobFiles } from "./job-files.ts";
import { lastWords, readLog } from "./training-log.ts";
import { shellScript } from "./trl-plan.ts";

/** Of one request. */
const TIMEOUT_MS = 25_000;
/** Signs of an answer of the cluster's that are repeated. */
const REPEATED = 300;

/** What Ray says of a job (https://docs.ray.io/en/latest/cluster/running-applications/job-submission/api.html). */
const details = z.object({
  status: z.enum(["PENDING", "RUNNING", "STOPPED", "SUCCEEDED", "FAILED"]),
  message: z.string().nullish(),
});
const logs = z.object({ logs: z.string().nullish() });

/** The command itself failed; whatever else Ray calls a failure is one of the cluster's. */
const BY_ITSELF = /entrypoint command failed with exit code/i;

/**
 * `trl` on a Ray cluster, which is given jobs by its dashboard. Jobs are told apart by the names that they are submitted under, which are never used
 * twice (ray#31356).
 * @param bucket by which files come there and back; null where the job's folder is known there by the same path, as on a shared disk
 */
export function rayEngine(address: string, trl: TrlConfig, bucket: JobBucket | null = null): TrainingEngine {
  const authorization = trl.rayToken === null ? {} : { authorization: `Bearer ${trl.rayToken}` };

  /** Null where the cluster knows no such job. */
  async function ask(path: string, body?: object): Promise<unknown> {
    const url = new URL(`${address}/api/jobs/${path}`);
    const { status, text } = await exchanged(url, authorization, body).catch((error: unknown) => {
      throw new Error(`The Ray cluster at ${address} can't be reached: ${networkFailure(error, url)}`, {
        cause: error,
      });
    });
    if (status === 404) return null;
    if (status === 401 || status === 403)
      throw new Error(`The Ray cluster at ${address} wants another token (${status}). Set RAY_AUTH_TOKEN`);
    if (status < 200 || status > 299)
      throw new Error(`The Ray cluster at ${address} answered ${status}: ${text.trim().slice(-REPEATED)}`);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new Error(`What listens at ${address} is no Ray dashboard: it answers no JSON. Check RAY_ADDRESS`, {
        cause,
      });
    }
  }

  async function told(engineJob: string) {
    const answered = await ask(`${engineJob}/logs`).catch(() => null); // the status counts without them
    return readLog(logs.safeParse(answered).data?.logs ?? "");
  }

  return {
    name: "ray",
    prepare: (job, material) => (bucket === null ? writeJobFiles(job, material) : bucket.prepare(job, material)),
    async submit(job) {
      const entrypoint =
        bucket === null ? shellScript(job, trl) : await bucket.scriptOf(job, shellScript(thereOf(job), trl));
      const answered = await ask("", {
        submission_id: job.engineJob,
        entrypoint,
        metadata: { name: "thumbwar", arena: String(job.arenaId), job: job.id },
        runtime_env: { env_vars: { HF_HUB_OFFLINE: "1" } },
        ...(trl.gpus === 0 ? {} : { entrypoint_num_gpus: trl.gpus }),
      });
      if (answered === null)
        throw new Error(
          `What listens at ${address} takes no jobs (404). Check RAY_ADDRESS: it is that of Ray's dashboard`,
        );
    },
    async poll(job) {
      const answered = await ask(job.engineJob);
      if (answered === null)
        return {
          status: "lost",
          progress: null,
          log: "",
          reason: "The Ray cluster doesn't know it: it was started anew",
        };
      const parsed = details.safeParse(answered);
      if (!parsed.success) throw new Error(`What listens at ${address} is no Ray dashboard. Check RAY_ADDRESS`);
      const report = reportOf(parsed.data, await told(job.engineJob));
      if (report.status === "succeeded") await bucket?.bringBack(job);
      return report;
    },
    async cancel(job) {
      const [stopped] = await Promise.allSettled([ask(`${job.engineJob}/stop`, {}), bucket?.forget(job)]);
      if (stopped.status === "rejected") throw stopped.reason;
    },
  };
}

/** Not by `fetch`: that says of itself what browsers do (`sec-fetch-mode`), and Ray takes no jobs from browsers. */
async function exchanged(url: URL, headers: Readonly<Record<string, string>>, body?: object) {
  const { request } = url.protocol === "https:" ? https : http;
  const asked = request(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { ...headers, "content-type": "application/json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(asked, "response")) as [http.IncomingMessage];
  return { status: response.statusCode ?? 0, text: await textOf(response) };
}

type Details = z.output<typeof details>;

function reportOf({ status, message }: Details, told: Pick<JobReport, "log" | "progress">): JobReport {
  const words = message?.trim().slice(0, REPEATED) ?? "";
  switch (status) {
    case "PENDING":
      return { status: "queued", ...told, reason: null };
    case "RUNNING":
      return { status: "running", ...told, reason: null };
    case "SUCCEEDED":
      return { status: "succeeded", ...told, progress: 1, reason: null };
    case "STOPPED":
      return { status: "failed", ...told, reason: "It was stopped on the Ray cluster" };
    case "FAILED":
      return BY_ITSELF.test(words)
        ? { status: "failed", ...told, reason: `trl failed on the Ray cluster: ${lastWords(told.log) ?? words}` }
        : { status: "lost", ...told, reason: `The Ray cluster lost it: ${words}` };
  }
}
