import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler } from "express";
import { afterEach, expect, test } from "vitest";
import { ADDRESS_HEADER } from "../../../../server/web/front-door/client-address.ts";
import type { HttpFault } from "../../../../server/web/http-fault.ts";
import { probeRoutes } from "../../../../server/web/operating/probe-routes.ts";
import { openPrometheus } from "../../../../server/web/operating/prometheus.ts";
import { type PartCheck, Readiness } from "../../../../server/web/operating/readiness.ts";

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The routes behind what the front door does: it stamps the client's address. Returns a way to ask them. */
async function probes({
  checks = {} as Record<string, PartCheck>,
  beside = {} as Record<string, PartCheck>,
  token = null as string | null,
  address = "127.0.0.1",
} = {}): Promise<(path: string, headers?: Record<string, string>) => Promise<Answer>> {
  const silent = { info() {}, warn() {} };
  const services = {
    readiness: new Readiness({ needed: checks, beside }, Date.now, silent),
    metrics: openPrometheus(),
    metricsToken: token,
  };
  const failed: ErrorRequestHandler = (fault: HttpFault, _request, response, _next) => {
    response.status(fault.status).set(fault.headers).json({ error: fault.error, message: fault.message });
  };
  const app = express();
  app.use((asked, _response, next) => {
    asked.headers[ADDRESS_HEADER] = address;
    next();
  });
  const server = app.use(probeRoutes(services), failed).listen(0, "127.0.0.1");
  cleanUps.push(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return (path, headers = {}) =>
    new Promise((resolve, reject) => {
      const asked = request({ port, host: "127.0.0.1", path, headers, agent: false }, async (response) => {
        let body = "";
        for await (const chunk of response.setEncoding("utf8")) body += chunk;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
      asked.once("error", reject).end();
    });
}

test("a process is alive whatever is away, and ready only while all of its parts are well", async () => {
  let away: string | null = "Postgres doesn't answer.";
  const beside = { checkpoints: () => "They can't be stored." };
  const ask = await probes({ checks: { postgres: () => away, redis: () => null } });
  const impaired = await (await probes({ beside }))("/readyz");
  expect([impaired.status, JSON.parse(impaired.body)]).toMatchObject([
    200,
    { ready: true, problems: [{ blocks: false }] },
  ]);
  expect(await ask("/livez")).toMatchObject({ status: 200, body: '{"live":true}' });
  const { status, body } = await ask("/readyz");
  expect(status).toBe(503);
  expect(JSON.parse(body)).toEqual({
    ready: false,
    problems: [
      {
        part: "postgres",
        problem: "Postgres doesn't answer.",
        since: expect.stringMatching(/^\d{4}-.*Z$/),
        blocks: true,
      },
    ],
  });
  away = null;
  await expect.poll(async () => (await ask("/readyz")).body).toBe('{"ready":true,"problems":[]}');
});

test("without a token the metrics are for the machine itself: by its own name, and through no proxy", async () => {
  const ask = await probes();
  const { status, headers, body } = await ask("/metrics");
  expect([status, headers["content-type"]]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  expect(body).toMatch(/^nodejs_eventloop_lag_seconds \d/m);
  for (const proxied of [
    { "x-forwarded-for": "203.0.113.7" },
    { Forwarded: "for=203.0.113.7" },
    { via: "1.1 proxy" },
    { host: "arena.example.org" },
  ])
    expect(await ask("/metrics", proxied)).toMatchObject({
      status: 403,
      body: expect.stringContaining("METRICS_TOKEN"),
    });
  const far = await probes({ address: "10.0.0.7" });
  expect((await far("/metrics")).status).toBe(403);
});

test("with a token the metrics are for whoever sends it, from wherever, and for nobody else", async () => {
  const token = "0123456789abcdef";
  const ask = await probes({ token, address: "10.0.0.7" });
  expect((await ask("/metrics", { authorization: `Bearer ${token}`, host: "web1:2567" })).status).toBe(200);
  for (const wrong of [{}, { authorization: token }, { authorization: `Bearer ${token}0` }]) {
    const { status, headers, body } = await ask("/metrics", wrong);
    expect([status, headers["www-authenticate"]]).toEqual([401, 'Bearer realm="metrics"']);
    expect(body).not.toContain(token);
  }
});
