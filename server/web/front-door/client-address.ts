import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isIP, isIPv6 } from "node:net";

/**
 * The header in which the front door says where a request comes from. It overwrites whatever the request brought, so that
 * everything behind it (routes, rooms, boards) may believe this one.
 */
export const ADDRESS_HEADER = "x-real-ip";

/** What others write into to say where a request comes from; believed by nobody behind the front door. */
const HEARSAY = ["x-forwarded-for", "x-client-ip", "forwarded", "x-forwarded-host", "x-forwarded-proto"] as const;

/**
 * Where a request comes from: the connection's other end or, behind proxies, what the outermost of them wrote into X-Forwarded-For.
 * Each appends the address that it was asked from, so that what stands further left is only what the client claims.
 *
 * @param proxies how many stand in front (TRUST_PROXY)
 */
export function clientAddress(headers: IncomingHttpHeaders, peer: string | undefined, proxies: number): string {
  const chain = String(headers["x-forwarded-for"] ?? "").split(",");
  const said = proxies === 0 ? undefined : withoutPort(chain[Math.max(0, chain.length - proxies)]?.trim() ?? "");
  return said !== undefined && isIP(said) !== 0 ? said : (peer ?? "");
}

/** Leaves the headers with one word on where the request comes from. */
export function stampAddress(headers: IncomingHttpHeaders, address: string): void {
  for (const name of HEARSAY) delete headers[name];
  headers[ADDRESS_HEADER] = address;
}

/** The network that a request comes from. Behind the front door every request bears the header. */
export function networkOfRequest({ headers }: Pick<IncomingMessage, "headers">): string {
  return networkOf(String(headers[ADDRESS_HEADER] ?? ""));
}

function withoutPort(entry: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry)?.[1] ?? entry;
}

/** What counts as one origin: an IPv4 address, and the 64 bits of an IPv6 address that name a network, in which one device has as many addresses as it likes. */
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
 * What is stored and compared of where somebody comes from: the same for one network, and nothing outside of this installation.
 * @param ip undefined: unknown, which counts as one network
 */
export function hashedAddress(secret: string, ip: string | undefined): string {
  return createHmac("sha256", secret)
    .update(networkOf(ip ?? ""))
    .digest("hex")
    .slice(0, 16);
}
