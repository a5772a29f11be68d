import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, vi } from "vitest";
import { NO_METRICS } from "../../../../server/ports/metrics.ts";
import { knownHosts } from "../../../../server/web/front-door/known-hosts.ts";
import { openFrontDoor } from "../../../../server/web/front-door/open-front-door.ts";
import { followRequests } from "../../../../server/web/operating/follow-requests.ts";

const hosts = knownHosts("127.0.0.1", "test", {}, []);

test.each([
  [0, 1],
  [1, 0],
])("with %i proxies believed, requests that name one are told of %i times", async (trustProxy, times) => {
  const onUnknownProxy = vi.fn();
  const inside = createServer((_, response) => response.end("well"));
  const now = () => performance.now();
  const follow = followRequests({ metrics: NO_METRICS, now, log: { debug() {} } });
  const door = openFrontDoor(inside, {
    follow,
    ...{ trustProxy, knownHosts: () => hosts, nodeName: "web", now, onFault() {}, onUnknownProxy, onMisrouted() {} },
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}/health`;
  await fetch(url);
  expect(onUnknownProxy).not.toHaveBeenCalled();
  for (const address of ["203.0.113.7", "203.0.113.8"]) {
    const answer = await fetch(url, { headers: { "x-forwarded-for": address } });
    expect(await answer.text()).toBe("well");
  }
  expect(onUnknownProxy).toHaveBeenCalledTimes(times);
  door.close();
  door.closeAllConnections();
});
