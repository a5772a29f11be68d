import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { followRequests, requestFields } from "../../../../server/web/operating/follow-requests.ts";

/** A server whose requests are followed; `inside` is what it knows of each in the middle of its work. */
async function followed() {
  const observe = vi.fn();
  const debug = vi.fn();
  const inside: object[] = [];
  const follow = followRequests({ metrics: { observe }, now: () => performance.now(), log: { debug } });
  const server = createServer((request, response) =>
    follow(request, response, async () => {
      await turn();
      inside.push(requestFields());
      response.writeHead(request.url?.startsWith("/missing") ? 404 : 200).end();
    }),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url + path, { headers });
    await response.arrayBuffer();
    return response.headers.get("x-request-id");
  };
  return { ask, inside, observe, debug, [Symbol.asyncDispose]: async () => void server.close() };
}

test("a request keeps the id that it brought, in its answer and in every line of its work", async () => {
  await using server = await followed();
  expect(await server.ask("/", { "x-request-id": "proxy-7f:1" })).toBe("proxy-7f:1");
  expect(server.inside).toEqual([{ requestId: "proxy-7f:1" }]);
  expect(requestFields()).toEqual({});
});

test.each(["", "two words", "a".repeat(65), '"}', "ä"])(
  "an id that could not stand in a log (%j) is replaced",
  async (id) => {
    await using server = await followed();
    const given = await server.ask("/", { "x-request-id": Buffer.from(id).toString("latin1") });
    expect(given).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(server.inside).toEqual([{ requestId: given }]);
  },
);

test("requests are counted by method and kind of status; probes and long polls are not", async () => {
  await using server = await followed();
  for (const path of ["/missing?key=secret", "/livez", "/readyz", "/metrics", "/socket.io/?transport=polling"])
    await server.ask(path);
  await expect.poll(() => server.debug.mock.calls.length).toBe(5);
  expect(server.observe.mock.calls).toEqual([
    ["thumbwar_http_seconds", expect.any(Number), { method: "GET", status: "4xx" }],
  ]);
  expect(server.debug.mock.calls[0]).toMatchObject([{ method: "GET", path: "/missing", status: 404 }, "Answered"]);
  expect(JSON.stringify(server.debug.mock.calls)).not.toContain("secret");
});
