import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { HttpFault } from "../http-fault.ts";
import type { FollowRequest } from "../operating/follow-requests.ts";
import { clientAddress, networkOf, stampAddress } from "./client-address.ts";
import { Culprit, workFor } from "./guarded-socket.ts";
import { believeProxy, type KnownHosts } from "./known-hosts.ts";
import { stampPrefix } from "./path-prefix.ts";
import { refuse, refuseRaw, SECURITY_HEADERS } from "./refuse.ts";
import { admitRequest, bodyTooLarge, refuseMisrouted, refuseUpgrade } from "./routes.ts";
import { Traffic } from "./traffic.ts";

/** Limits for clients that send their headers or body very slowly. */
const TIMES = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 1_000 };
const KEPT_ALIVE_MS = 10_000;
/** A connection is closed after this long without traffic. */
const SILENT_MS = 300_000;
const MOST_HEADER_BYTES = 8 * 1024;
/** Of all networks together. */
const MOST_CONNECTIONS = 10_000;

export interface FrontDoorSettings {
  /** Proxies in front, whose X-Forwarded-For is believed. */
  readonly trustProxy: number;
  readonly knownHosts: () => KnownHosts;
  /** This process's name, which stands in the addresses of its rooms' sockets. */
  readonly nodeName: string;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
  readonly follow: FollowRequest;
  readonly onFault: (error: unknown) => void;
  /** Called once, when a request names a proxy though none is trusted: then all players share one address. */
  readonly onUnknownProxy: () => void;
  /** Called when a socket came that a room of another process waits for. */
  readonly onMisrouted: (nodeName: string) => void;
}

/**
 * The server that listens. It checks every request and every upgrade, stamps it with the client's address, and hands
 * it to `inside`. That server never listens; it has pages, routes, rooms and boards. So no library sees a request
 * that was refused.
 */
export function openFrontDoor(inside: Server, settings: FrontDoorSettings): Server {
  const { trustProxy, knownHosts, nodeName, now, follow, onFault, onUnknownProxy, onMisrouted } = settings;
  let isProxyKnown = trustProxy > 0;
  const traffic = new Traffic(now);
  /** The newest answer on each connection. */
  const answers = new WeakMap<Duplex, ServerResponse>();
  const door = createServer({
    ...TIMES,
    keepAliveTimeout: KEPT_ALIVE_MS,
    maxHeaderSize: MOST_HEADER_BYTES,
    requireHostHeader: false, // we answer a missing one ourselves, with a sentence
  });
  door.maxConnections = MOST_CONNECTIONS;
  door.timeout = SILENT_MS;

  door.on("connection", (socket) => {
    if (trustProxy > 0) return; // all connections come from the proxy, which has its own limits
    const network = networkOf(socket.remoteAddress ?? "");
    if (!traffic.connectionOpened(network)) return void socket.destroy();
    socket.once("close", () => traffic.connectionClosed(network));
  });

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    answers.set(request.socket, response);
    if (!isProxyKnown && request.headers["x-forwarded-for"] !== undefined) {
      isProxyKnown = true;
      onUnknownProxy();
    }
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const address = clientAddress(request.headers, request.socket.remoteAddress, trustProxy);
    const refused = traffic.refuseRequest(networkOf(address));
    const hosts = believeProxy(request.headers, knownHosts(), trustProxy);
    stampPrefix(request, hosts.publicUrls, trustProxy > 0);
    const verdict = refused ?? admitRequest(request, hosts);
    if (verdict instanceof HttpFault) return refuse(request, response, verdict);
    stampAddress(request.headers, address);
    boundBody(request, verdict.mostBytes, () => {
      if (response.headersSent) request.socket.destroy();
      else refuse(request, response, bodyTooLarge(verdict.mostBytes));
    });
    const culprit = new Culprit(() => request.socket.destroy());
    response.once("close", () => culprit.ended());
    workFor(culprit, () => inside.emit("request", request, response), onFault);
  };

  door.on("request", (request, response) => follow(request, response, () => answer(request, response)));

  door.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const address = clientAddress(request.headers, request.socket.remoteAddress, trustProxy);
    const network = networkOf(address);
    const hosts = believeProxy(request.headers, knownHosts(), trustProxy);
    stampPrefix(request, hosts.publicUrls, trustProxy > 0);
    const refused =
      traffic.refuseRequest(network) ??
      refuseUpgrade(request, hosts) ??
      refuseMisrouted(request, nodeName, onMisrouted);
    const full = refused ?? traffic.refuseSocket(network);
    if (full !== null) return refuseRaw(socket, full);
    socket.once("close", () => traffic.socketClosed(network));
    stampAddress(request.headers, address);
    const culprit = new Culprit(() => socket.destroy());
    socket.once("close", () => culprit.ended());
    workFor(culprit, () => inside.emit("upgrade", request, socket, head), onFault);
  });

  door.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const answer = answers.get(socket);
    const isAnswering = answer?.headersSent === true && !answer.writableEnded;
    if (error.code === "ECONNRESET" || !socket.writable || isAnswering) return void socket.destroy();
    refuseRaw(socket, unreadable(error.code));
  });
  return door;
}

/** The answer to something that Node can't read as a request. */
function unreadable(code: string | undefined): HttpFault {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new HttpFault(431, "bad_request", `The headers are larger than ${MOST_HEADER_BYTES / 1024} KB.`);
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new HttpFault(408, "bad_request", "The request took too long to arrive.");
    default:
      return new HttpFault(400, "bad_request", "This is no HTTP request.");
  }
}

/**
 * Counts a request's body as it arrives, before anybody reads it, and drops what is too much. It patches the request
 * itself: Express replaces its prototype, and with it the methods of a subclass.
 *
 * @param onExcess called once, when more than `bytes` have arrived; after that nothing is handed on, not even the end
 */
function boundBody(request: IncomingMessage, bytes: number, onExcess: () => void): void {
  let left = bytes;
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (left < 0) return true;
    if (chunk instanceof Uint8Array) left -= chunk.byteLength;
    if (left >= 0) return push(chunk, encoding);
    onExcess();
    return true;
  };
}

/**
 * Follows the connections of a server so that it can be closed. Node's own `close` waits for browsers that opened a
 * connection in advance and never asked anything, and `closeAllConnections` leaves WebSockets open.
 *
 * @returns a function that resolves when all connections are gone; those that remain after `graceMs` are cut
 */
export function drainConnections(server: Server, graceMs: number): () => Promise<void> {
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return () =>
    new Promise((resolve) => {
      const cut = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, graceMs);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      server.closeAllConnections();
    });
}
