import type { IncomingMessage } from "node:http";
import { MAX_PACK_BYTES } from "../../../shared/protocol/packs.ts";
import { HttpFault } from "../http-fault.ts";
import { isOwnHost, isOwnOrigin, type KnownHosts } from "./known-hosts.ts";

/** Kind of a body. It decides the largest size and the type. */
type Body = "json" | "pack" | "packets" | "none";
type Asked = Pick<IncomingMessage, "method" | "url" | "headers" | "rawHeaders">;

const MOST_BYTES: Readonly<Record<Body, number>> = {
  json: 16 * 1024,
  pack: MAX_PACK_BYTES,
  packets: 16 * 1024,
  none: 16 * 1024,
};
const LONGEST_URL = 4096;

/** The first entry whose path fits gives the methods. Each path that changes something has an entry of its own. */
const ROUTES: readonly { readonly path: RegExp; readonly methods: Readonly<Record<string, Body>> }[] = [
  { path: /^\/api\/sessions$/, methods: { POST: "json" } },
  { path: /^\/api\/sessions\/\w{1,16}\/rematch$/, methods: { GET: "none", HEAD: "none", POST: "json" } },
  { path: /^\/api\/sessions\/\w{1,16}\/(?:return|return-code|withdraw)$/, methods: { POST: "json" } },
  { path: /^\/api\/sessions\/\w{1,16}\/names\/[\w-]{1,40}$/, methods: { PATCH: "json" } },
  { path: /^\/api\/host\/sessions\/\w{1,16}\/key$/, methods: { POST: "json" } },
  { path: /^\/api\/arenas$/, methods: { GET: "none", HEAD: "none", POST: "json" } },
  { path: /^\/api\/arenas\/[^/]{1,400}$/, methods: { GET: "none", HEAD: "none", PATCH: "json" } },
  { path: /^\/api\/packs$/, methods: { POST: "pack" } },
  { path: /^\/api\/training$/, methods: { GET: "none", HEAD: "none", PATCH: "json" } },
  { path: /^\/api\/training\/(?:candidates|jobs\/[\w-]{1,40}\/cancel)$/, methods: { POST: "json" } },
  { path: /^\/api\/lab\/rollback$/, methods: { POST: "json" } },
  { path: /^\/matchmake\/\w{1,40}\/[\w-]{1,40}$/, methods: { POST: "json" } },
  { path: /^\/socket\.io\/$/, methods: { GET: "none", POST: "packets" } },
  { path: /^\/(?!socket\.io\/)/, methods: { GET: "none", HEAD: "none" } },
];

/** Paths of WebSockets: the boards, and a room of a process, with a reserved seat. */
const SOCKET_PATHS = [/^\/socket\.io\/$/, /^\/[\w-]{1,40}\/[\w-]{1,40}$/] as const;

export interface Admitted {
  /** How much of a body is read. */
  readonly mostBytes: number;
}

/**
 * Checks every request before anything else sees it: it must be for this server, for an existing path, from a page of
 * ours or from no page, and its body must have the right kind and size.
 */
export function admitRequest(request: Asked, hosts: KnownHosts): Admitted | HttpFault {
  const host = hostOf(request, hosts);
  if (host instanceof HttpFault) return host;
  const path = pathOf(request.url ?? "");
  if (path instanceof HttpFault) return path;
  const { method = "", headers } = request;
  const route = ROUTES.find((one) => one.path.test(path));
  if (route === undefined) return new HttpFault(404, "not_found", `There is nothing at ${path.slice(0, 100)}.`);
  const body = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
  if (body === undefined) {
    const allowed = Object.keys(route.methods).join(", ");
    return new HttpFault(405, "bad_method", `This can be asked with ${allowed} alone.`, { allow: allowed });
  }
  const reads = (method === "GET" || method === "HEAD") && !path.startsWith("/socket.io/");
  if (!reads) {
    const foreign = foreignOrigin(headers.origin, host, hosts);
    if (foreign !== null) return foreign;
  }
  return bodyProblem(body, headers) ?? { mostBytes: MOST_BYTES[body] };
}

/** The same for an upgrade to a WebSocket. Null: it may happen. */
export function refuseUpgrade(request: Asked, hosts: KnownHosts): HttpFault | null {
  const host = hostOf(request, hosts);
  if (host instanceof HttpFault) return host;
  const path = pathOf(request.url ?? "");
  if (path instanceof HttpFault) return path;
  if (!SOCKET_PATHS.some((one) => one.test(path))) {
    return new HttpFault(404, "not_found", "No WebSocket can be opened here.");
  }
  const { headers, method } = request;
  const asked =
    method === "GET" &&
    headers.upgrade?.toLowerCase() === "websocket" &&
    headers["sec-websocket-version"] === "13" &&
    /^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? "");
  if (!asked) return new HttpFault(400, "bad_request", "Only a WebSocket of version 13 can be opened here.");
  return foreignOrigin(headers.origin, host, hosts);
}

export function bodyTooLarge(mostBytes: number): HttpFault {
  return mostBytes === MAX_PACK_BYTES
    ? new HttpFault(413, "bad_pack", "The file is larger than 2 MB. Keep the prompts alone, at most 500 of them.")
    : new HttpFault(413, "bad_request", `The body is larger than ${mostBytes / 1024} KB. Send less.`);
}

/** The Host header, where it is one of ours. */
function hostOf({ headers, rawHeaders }: Asked, hosts: KnownHosts): string | HttpFault {
  const { host = "" } = headers;
  const given = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host").length;
  if (given !== 1 || host === "") {
    return new HttpFault(400, "bad_host", "A request needs one Host header, which says at what address it was asked.");
  }
  if (isOwnHost(hosts, host)) return host;
  return new HttpFault(
    421,
    "unknown_host",
    `This server doesn't go by the name ${JSON.stringify(host.slice(0, 100))}. Open it by the address that it printed at its start, or ` +
      "start it with PUBLIC_URL set to the address that players use, as in PUBLIC_URL=https://arena.example.org.",
  );
}

function pathOf(url: string): string | HttpFault {
  if (url.length > LONGEST_URL) return new HttpFault(414, "bad_request", "The address is too long.");
  // `//` would name another host to whoever resolves it.
  const path = /^(\/(?!\/)[\x21-\x7e]*|\/)$/.exec(url)?.[0];
  if (path === undefined) return new HttpFault(400, "bad_request", "This is no address of a page.");
  return path.replace(/[?#].*$/, "");
}

/** Browsers send the page's origin. Other programs send none, and act for nobody else. */
function foreignOrigin(origin: string | undefined, host: string, hosts: KnownHosts): HttpFault | null {
  if (origin === undefined || isOwnOrigin(hosts, origin, host)) return null;
  return new HttpFault(
    403,
    "foreign_origin",
    `A page of ${JSON.stringify(origin.slice(0, 100))} may not do this here. If that is the address that players use, as with a tunnel or a ` +
      "proxy, start the server with PUBLIC_URL set to it.",
  );
}

function bodyProblem(body: Body, headers: Asked["headers"]): HttpFault | null {
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (body === "json" && type !== "application/json") {
    return new HttpFault(415, "not_json", `Send JSON, with the header "content-type: application/json".`);
  }
  return Number(headers["content-length"] ?? 0) > MOST_BYTES[body] ? bodyTooLarge(MOST_BYTES[body]) : null;
}
