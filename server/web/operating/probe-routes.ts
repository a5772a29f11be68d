import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Request, type RequestHandler, Router } from "express";
import { ADDRESS_HEADER } from "../front-door/client-address.ts";
import { HttpFault } from "../http-fault.ts";
import type { Scrape } from "./prometheus.ts";
import type { Readiness } from "./readiness.ts";

export interface ProbeServices {
  readonly readiness: Readiness;
  readonly metrics: Scrape;
  /** Null: only this machine may read the metrics. */
  readonly metricsToken: string | null;
}

/**
 * What machines ask a web process. `GET /livez` answers 200 as long as this process answers anything, whatever else is away: whoever
 * restarts it for a missing database would end games that survive an outage. `GET /readyz` answers 503 with a list of what isn't well
 * while no newcomer should be sent here, and lists with 200 what games go on without. `GET /metrics` is Prometheus' text.
 */
export function probeRoutes({ readiness, metrics, metricsToken }: ProbeServices): Router {
  const mayRead = metricsGuard(metricsToken);
  const live: RequestHandler = (_request, response) => {
    response.set("cache-control", "no-store").json({ live: true });
  };
  const ready: RequestHandler = async (_request, response) => {
    const problems = await readiness.problems();
    const ready = !problems.some(({ blocks }) => blocks);
    response
      .status(ready ? 200 : 503)
      .set("cache-control", "no-store")
      .json({ ready, problems });
  };
  return Router()
    .get("/livez", live)
    .get("/readyz", ready)
    .get("/metrics", async (request, response) => {
      mayRead(request);
      response.set({ "content-type": metrics.contentType, "cache-control": "no-store" }).send(await metrics.text());
    });
}

/**
 * Lets those read the metrics who send the token or, without one, who ask on the machine itself.
 * @throws HttpFault 401 without the token, 403 from elsewhere
 */
function metricsGuard(token: string | null): (request: Request) => void {
  const expected = token === null ? null : digest(`Bearer ${token}`);
  return (request) => {
    if (expected !== null) {
      if (timingSafeEqual(digest(request.headers.authorization ?? ""), expected)) return;
      const ask = { "www-authenticate": 'Bearer realm="metrics"' };
      throw new HttpFault(401, "token_needed", 'Send METRICS_TOKEN as "authorization: Bearer TOKEN".', ask);
    }
    if (isOnThisMachine(request)) return;
    throw new HttpFault(
      403,
      "metrics_closed",
      "The metrics can be read on the server's own machine alone. Set METRICS_TOKEN to read them from elsewhere.",
    );
  };
}

/** What a proxy adds; the front door has taken it out of `headers`. */
const BY_PROXY = /^(x-forwarded-\w+|forwarded|via)$/i;

/** Asked from a loopback address, by a loopback name, and through no proxy, which would ask from there for everybody. */
function isOnThisMachine({ headers, rawHeaders }: Pick<IncomingMessage, "headers" | "rawHeaders">): boolean {
  const address = String(headers[ADDRESS_HEADER] ?? "");
  const isLoopback = /^(::ffff:)?127\.|^::1$/.test(address);
  const isByName = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(headers.host ?? "");
  return isLoopback && isByName && !rawHeaders.some((name, i) => i % 2 === 0 && BY_PROXY.test(name));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
