import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Span } from "@opentelemetry/api";
import type { ProcessMetrics } from "../../ports/metrics.ts";
import { endRequestSpan, inRequestSpan } from "../../ports/tracing.ts";

const ID_HEADER = "x-request-id";
/** What proxies and programs call requests; no sign in it means anything to a log, a shell or a page. */
const ID = /^[\w.:=+/-]{1,64}$/;
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PATCH"]);
/** They come every few seconds, or last as long as nothing happens. */
const UNCOUNTED = /^\/(?:livez|readyz|metrics|socket\.io)(?:[/?]|$)/;

const underWay = new AsyncLocalStorage<string>();

/** For each line of a log: which request it is about, where it is about one. */
export function requestFields(): { readonly requestId?: string } {
  const requestId = underWay.getStore();
  return requestId === undefined ? {} : { requestId };
}

/** Does the work of a request, so that its lines in the log and its answer carry its id. */
export type FollowRequest = (request: IncomingMessage, response: ServerResponse, work: () => void) => void;

interface FollowServices {
  readonly metrics: Pick<ProcessMetrics, "observe">;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
  readonly log: { debug(context: object, message: string): void };
}

/**
 * Follows requests from their arrival to their answer. A request's id is the one that it brought (`x-request-id`, where that can be
 * one), or a new one.
 */
export function followRequests({ metrics, now, log }: FollowServices): FollowRequest {
  return (request, response, work) => {
    const arrived = now();
    const { method = "", url = "" } = request;
    const path = url.replace(/[?#].*$/, "");
    const requestId = idOf(request);
    request.headers[ID_HEADER] = requestId;
    response.setHeader(ID_HEADER, requestId);
    const closed = (span?: Span) => {
      const ms = now() - arrived;
      const { statusCode: status } = response;
      log.debug({ requestId, method, path, status, ms }, "Answered");
      if (span === undefined) return;
      const kind = METHODS.has(method) ? method : "other";
      metrics.observe("thumbwar_http_seconds", ms / 1000, { method: kind, status: `${Math.floor(status / 100)}xx` });
      endRequestSpan(span, `${kind} ${routeOf(request)}`.trimEnd(), status);
    };
    underWay.run(requestId, () => {
      if (UNCOUNTED.test(url)) {
        response.once("close", () => closed());
        return work();
      }
      const attributes = { "http.request.method": method, "url.path": path, "http.request.id": requestId };
      inRequestSpan(method, attributes, request.headers, (span) => {
        response.once("close", () => closed(span));
        work();
      });
    });
  };
}

/** The pattern of the route that answered, such as /api/sessions/:code; "" where none did. */
function routeOf(request: IncomingMessage & { readonly baseUrl?: unknown; readonly route?: unknown }): string {
  const { baseUrl, route } = request;
  if (typeof route !== "object" || route === null || !("path" in route)) return "";
  return typeof route.path === "string" ? `${typeof baseUrl === "string" ? baseUrl : ""}${route.path}` : "";
}

function idOf({ headers }: IncomingMessage): string {
  const said = headers[ID_HEADER];
  return typeof said === "string" && ID.test(said) ? said : randomUUID();
}
