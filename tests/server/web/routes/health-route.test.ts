import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, test } from "vitest";
import { type HealthSources, healthRoute } from "../../../../server/web/routes/health-route.ts";

async function health(changes: Partial<HealthSources>): Promise<[number, Record<string, unknown>]> {
  const app = express().get(
    "/health",
    healthRoute({
      healthy: async () => true,
      disk: async () => "ok",
      votesOnDisk: true,
      heartbeats: { last: async () => null },
      policies: { newest: async () => null },
      version: "1",
      cluster: () => ({ node: "web-1", redis: "none", leases: { held: 0, uncertain: 0, lost: 0 }, draining: false }),
      ...changes,
    }),
  );
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/health`);
  server.close();
  return [answer.status, await answer.json()];
}

test("a disk that is running low is told and is no failure", async () => {
  expect(await health({ disk: async () => "low" })).toMatchObject([200, { database: "ok", disk: "low" }]);
});

test.each(["full", "unwritable"] as const)("a %s disk is a failure where it holds the votes", async (state) => {
  expect(await health({ disk: async () => state })).toMatchObject([503, { database: "ok", disk: state }]);
  expect(await health({ disk: async () => state, votesOnDisk: false })).toMatchObject([200, { disk: state }]);
});

test("a database that doesn't answer is a failure on any disk", async () => {
  expect(await health({ healthy: async () => false })).toMatchObject([503, { database: "unreachable", disk: "ok" }]);
});
