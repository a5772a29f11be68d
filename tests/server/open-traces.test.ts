import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStores } from "../../server/store/open-stores.ts";
import { type FreshDatabase, freshDatabase } from "../support/database.ts";
import { killLeftovers, startKillableWeb } from "../support/killable-web.ts";
import { fillPool, postSession, SLOW } from "../support/running-web.ts";
import { takeSeat } from "../support/seat.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  const stores = openStores(database.url);
  await fillPool(stores);
  await stores.close();
});
afterAll(async () => {
  killLeftovers();
  await database.drop();
});

/** A span as OTLP's JSON has it. */
interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly links?: readonly { readonly spanId: string }[];
}

/** What a collector is sent, whatever OpenTelemetry's library thinks that it sends. */
async function collector() {
  const spans: SentSpan[] = [];
  const resources: string[] = [];
  const headers: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    headers.push(`${request.method} ${request.url} ${request.headers["x-team"]}`);
    for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
      resources.push(JSON.stringify(resource.attributes));
      for (const scope of scopeSpans) spans.push(...scope.spans);
    }
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, spans, resources, headers, [Symbol.asyncDispose]: async () => void server.close() };
}

const attributesOf = ({ attributes }: SentSpan) => Object.fromEntries(attributes.map(({ key, value }) => [key, value]));

/** Plays until one vote is acknowledged. */
async function castOne(port: number): Promise<string> {
  const session = await postSession(port, SLOW);
  const host = await takeSeat(port, session.code, { hostToken: session.hostToken });
  const player = await takeSeat(port, session.code, { nickname: "Ada" });
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  const dealt = await player.request("deal", { count: 1 });
  const vote = { pairId: dealt.ok ? dealt.pairs[0]?.id : "", verdict: "a", decisionMs: 10 };
  expect(await player.request("vote", vote)).toEqual({ ok: true, duplicate: false });
  return session.code;
}

test("a collector is sent requests in their callers' traces, and votes from their message to their commit", async () => {
  await using sink = await collector();
  const web = await startKillableWeb(database.url, 0, {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_EXPORTER_OTLP_HEADERS: "x-team=arena",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
  });
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, "x-request-id": "seen-1" };
  await fetch(`${web.url}/livez`, { headers });
  const code = await castOne(web.port);
  await fetch(`${web.url}/api/sessions/${code}?key=secret`, { headers });
  expect(await web.kill("SIGTERM")).toBe(0);

  expect(new Set(sink.headers)).toEqual(new Set(["POST /v1/traces arena"]));
  for (const part of ["thumbwar-web", "deployment.environment.name"]) expect(sink.resources[0]).toContain(part);
  expect(JSON.stringify(sink.spans)).not.toMatch(/secret|livez/);
  const asked = sink.spans.filter((span) => span.traceId === traceId);
  expect(asked.map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual([
    ["GET /api/sessions/:code", "00f067aa0ba902b7"],
  ]);
  expect(attributesOf(asked[0]!)).toMatchObject({
    "url.path": { stringValue: `/api/sessions/${code}` },
    "http.request.id": { stringValue: "seen-1" },
    "http.response.status_code": { intValue: 200 },
  });

  const [vote] = sink.spans.filter(({ name }) => name === "vote");
  const [commit] = sink.spans.filter(({ name }) => name === "commit votes");
  expect(attributesOf(vote!)).toMatchObject({
    "thumbwar.session": { stringValue: code },
    "thumbwar.outcome": { stringValue: "accepted" },
  });
  expect(commit).toMatchObject({
    traceId: vote!.traceId,
    parentSpanId: vote!.spanId,
    links: [{ spanId: vote!.spanId }],
  });
  expect(attributesOf(commit!)).toMatchObject({ "thumbwar.votes": { intValue: 1 } });
});

test("a collector that is away costs nobody a vote, and no process its orderly end", async () => {
  const web = await startKillableWeb(database.url, 0, { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
  await castOne(web.port);
  expect(await web.kill("SIGTERM")).toBe(0);
});
