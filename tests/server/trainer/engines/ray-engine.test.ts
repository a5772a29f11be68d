import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EngineJob } from "../../../../server/ports/training-engine.ts";
import { rayEngine } from "../../../../server/trainer/engines/ray-engine.ts";

/** Ray's dashboard as far as jobs go: what it was asked, and what it answers to each path. */
let asked: { method: string | undefined; path: string | undefined; token: string | undefined; body: string }[];
let answers: Record<string, readonly [number, unknown]>;
let address: string;
let server: ReturnType<typeof createServer>;
beforeEach(async () => {
  asked = [];
  answers = {};
  server = createServer(async (request: IncomingMessage, response): Promise<unknown> => {
    const body = await text(request);
    asked.push({ method: request.method, path: request.url, token: request.headers.authorization, body });
    // As Ray does it: a page in a browser must not be able to submit jobs.
    const isBrowsers = request.method === "POST" && "sec-fetch-mode" in request.headers;
    if (isBrowsers) return response.writeHead(405).end("'POST' method not allowed for browser traffic.");
    const [status, answer] = answers[`${request.method} ${request.url}`] ?? [404, "Job does not exist"];
    return response.writeHead(status).end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

const job: EngineJob = {
  ...{ id: "1", arenaId: 1, engineJob: "thumbwar-1-1", folder: "/shared/jobs/1", out: "/shared/jobs/1/out" },
  ...{ method: "dpo", minutes: 10 },
};
const engine = (more = {}) =>
  rayEngine(address, { command: "trl", options: ["--bf16", "true"], gpus: 0, rayToken: null, ...more });
const reports = (status: string, message = "") => {
  answers["GET /api/jobs/thumbwar-1-1"] = [200, { status, message }];
  answers["GET /api/jobs/thumbwar-1-1/logs"] = [200, { logs: " 50%|███ | 2/4 [0s]\nKeyError: 'x'\n" }];
  return engine().poll(job);
};

test("a job is submitted under its own name, with the GPUs and the token that are set", async () => {
  answers["POST /api/jobs/"] = [200, { submission_id: job.engineJob }];
  await engine({ gpus: 2, rayToken: "ray-token" }).submit(job);
  const [{ token, body }] = asked as [(typeof asked)[0]];
  expect(token).toBe("Bearer ray-token");
  expect(JSON.parse(body)).toMatchObject({ submission_id: "thumbwar-1-1", entrypoint_num_gpus: 2 });
  const { entrypoint } = JSON.parse(body) as { entrypoint: string };
  expect(entrypoint).toMatch(/^cd '\/shared\/jobs\/1' && .*'trl' 'dpo' '--config' 'dpo.yaml' .*'--bf16' 'true'/);
  expect(entrypoint).toMatch(/ && mv '\S+' '\/shared\/jobs\/1\/out'$/);
});

test("each state of Ray's is told as one of a job's", async () => {
  expect(await reports("PENDING")).toMatchObject({ status: "queued" });
  expect(await reports("RUNNING")).toMatchObject({ status: "running", progress: 0.5 });
  expect(await reports("SUCCEEDED")).toMatchObject({ status: "succeeded", progress: 1 });
  expect(await reports("STOPPED")).toMatchObject({ status: "failed", reason: "It was stopped on the Ray cluster" });
  expect(
    await reports("FAILED", "Job entrypoint command failed with exit code 1, last available logs: x"),
  ).toMatchObject({
    status: "failed",
    reason: "trl failed on the Ray cluster: KeyError: 'x'",
  });
});

test("a job that the cluster lost isn't one that failed by itself", async () => {
  expect(await reports("FAILED", "Unexpected error occurred: The actor died unexpectedly")).toMatchObject({
    status: "lost",
    reason: "The Ray cluster lost it: Unexpected error occurred: The actor died unexpectedly",
  });
  answers = {};
  expect(await engine().poll(job)).toMatchObject({ status: "lost" });
});

test("a job is stopped by its name; one that is unknown is no error", async () => {
  await engine().cancel(job);
  expect(asked).toMatchObject([{ method: "POST", path: "/api/jobs/thumbwar-1-1/stop" }]);
});

test("what can't be done is told in a sentence", async () => {
  answers["GET /api/jobs/thumbwar-1-1"] = [500, "Traceback: disk full"];
  await expect(engine().poll(job)).rejects.toThrow(`The Ray cluster at ${address} answered 500: Traceback: disk full`);
  answers["GET /api/jobs/thumbwar-1-1"] = [401, "no"];
  await expect(engine().poll(job)).rejects.toThrow("Set RAY_AUTH_TOKEN");
  answers["GET /api/jobs/thumbwar-1-1"] = [200, "<html>"];
  await expect(engine().poll(job)).rejects.toThrow("Check RAY_ADDRESS");
  await expect(engine().submit(job)).rejects.toThrow("takes no jobs (404)");
  server.close();
  server.closeAllConnections();
  await expect(engine().poll(job)).rejects.toThrow(/can't be reached: (nothing listens at|it hung up)/);
});
