import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { HttpError } from "../../../shared/protocol/sessions.ts";
import type { HttpFault } from "../http-fault.ts";

/**
 * Time to read the answer for a client that is still sending. If a connection is cut with bytes unread, the client
 * loses the answer.
 */
const LINGER_MS = 1_000;

/**
 * Answers a request that already has the security headers. If a body may follow, it is discarded and the connection
 * ends.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, fault: HttpFault): void {
  const body = bodyOf(fault);
  const ends = request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
  response.writeHead(fault.status, { ...headersOf(fault, body), ...(ends ? { connection: "close" } : {}) });
  if (!ends) return void response.end(body);
  response.write(body);
  request.resume();
  const cut = setTimeout(() => request.socket.destroy(), LINGER_MS);
  request.socket.once("close", () => clearTimeout(cut));
}

/** Answers on a connection without a response object, and ends it. */
export function refuseRaw(socket: Duplex, fault: HttpFault): void {
  const body = bodyOf(fault);
  const headers = { ...SECURITY_HEADERS, ...headersOf(fault, body), connection: "close" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status] ?? ""}\r\n${lines.join("")}\r\n${body}`, () =>
    socket.destroy(),
  );
}

function bodyOf({ error, message }: HttpFault): string {
  return JSON.stringify({ error, message } satisfies HttpError);
}

function headersOf({ headers }: HttpFault, body: string): Record<string, string> {
  return {
    ...headers,
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
  };
}

/** The client loads nothing from elsewhere; Phaser draws from blobs and data URLs, and styles elements from scripts. */
const POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self' ws: wss: data: blob:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** On every answer, refusals included. */
export const SECURITY_HEADERS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
} as const;
