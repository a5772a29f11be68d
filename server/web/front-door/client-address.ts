import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isIP, isIPv6 } from "node:net";

/**
 * The header in which the front door says where a request comes from. It overwrites what the request brought, so
 * everything behind it (routes, rooms, boards) may believe this header.
 */
export const ADDRESS_HEADER = "x-real-ip";

/** Headers in which others say where a request comes from. Nobody behind the front door believes them. */
const HEARSAY = ["x-forwarded-for", "x-client-ip", "forwarded", "x-forwarded-host", "x-forwarded-proto"] as const;

/**
 * Where a request comes from: the other end of the connection or, behind proxies, what the outermost proxy wrote into
 * X-Forwarded-For. Each proxy appends the address that asked it, so everything further left is only the client's
 * claim.
 *
 * @param proxies how many stand in front (TRUST_PROXY)
 */
export function clientAddress(headers: IncomingHttpHeaders, peer: string | undefined, proxies: number): string {
  const chain = String(headers["x-forwarded-for"] ?? "").split(",");
  const said = proxies === 0 ? undefined : withoutPort(chain[Math.max(0, chain.length - proxies)]?.trim() ?? "");
  return said !== undefined && isIP(said) !== 0 ? said : (peer ?? "");
}

/** Removes what a request claims about its address, and writes the one that is true. */
export function stampAddress(headers: IncomingHttpHeaders, address: string): void {
  for (const name of HEARSAY) delete headers[name];
  headers[ADDRESS_HEADER] = address;
}

/** The network that a request comes from. Behind the front door every request has the header. */
export function networkOfRequest({ headers }: Pick<IncomingMessage, "headers">): string {
  return networkOf(String(headers[ADDRESS_HEADER] ?? ""));
}

function withoutPort(entry: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry)?.[1] ?? entry;
}

/**
 * The network of an address: an IPv4 address itself, or the first 64 bits of an IPv6 address. One device has as many
 * IPv6 addresses below them as it likes.
 */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, "").toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  const groups = [...before, ...zeros, ...after].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(":")}::/64`;
}

/**
 * A keyed hash of the network of an address. It is stored and compared in place of the address, and says nothing
 * outside this installation.
 * @param ip undefined: unknown, which counts as one network
 */
export function hashedAddress(secret: string, ip: string | undefined): string {
  return createHmac("sha256", secret)
    .update(networkOf(ip ?? ""))
    .digest("hex")
    .slice(0, 16);
}
