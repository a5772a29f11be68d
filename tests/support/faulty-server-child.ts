import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { WebSocketServer } from "ws";
import { lastResort } from "../../server/last-resort.ts";
import { NO_METRICS } from "../../server/ports/metrics.ts";
import { guardedSocket } from "../../server/web/front-door/guarded-socket.ts";
import { knownHosts } from "../../server/web/front-door/known-hosts.ts";
import { openFrontDoor } from "../../server/web/front-door/open-front-door.ts";
import { followRequests } from "../../server/web/operating/follow-requests.ts";

/** A server whose insides throw when and where they are asked to, behind the real guards. Prints its port, and "closed" when it ended in order. */
let clockBreaks = false;
setInterval(() => {
  if (clockBreaks) throw new Error("thrown by nobody's clock");
}, 5);

function fail(when: string): void {
  const thrown = () => {
    throw new Error(`thrown ${when}`);
  };
  if (when === "at-once") thrown();
  if (when === "in-a-timer") setTimeout(thrown, 5);
  if (when === "in-a-tick") process.nextTick(thrown);
  if (when === "everybodys") setTimeout(thrown, 5);
  if (when === "in-a-promise") void Promise.resolve().then(thrown);
  if (when === "by-nobody") clockBreaks = true;
}

const onFault = () => {};
const inside = createServer((request, response) => {
  if (request.url === "/well") response.end("well");
  else fail(request.url?.slice(1) ?? "");
});
const sockets = new WebSocketServer({ noServer: true, WebSocket: guardedSocket(() => true, onFault) });
inside.on("upgrade", (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (client) => {
    client.on("message", (message) => (String(message) === "well" ? client.send("well") : fail(String(message))));
  });
});
const now = () => performance.now();
const hosts = knownHosts("127.0.0.1", "test", {}, []);
const follow = followRequests({ metrics: NO_METRICS, now, log: { debug() {} } });
const door = openFrontDoor(inside, {
  follow,
  ...{ trustProxy: 0, knownHosts: () => hosts, nodeName: "web", now, onFault },
  ...{ onUnknownProxy() {}, onMisrouted() {} },
});
const close = async () => void process.stdout.write("closed\n");
const isEverybodys = (error: unknown) => error instanceof Error && error.message.endsWith("everybodys");
lastResort({ close, withinMs: 5_000, log: pino({ level: "silent" }), now, isEverybodys });
door.listen(0, "127.0.0.1");
await once(door, "listening");
process.stdout.write(`${(door.address() as AddressInfo).port}\n`);
