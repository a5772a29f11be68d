import { isIPv6 } from "node:net";

/**
 * The header in which the front door says where a request comes from. It overwrites whatever the request brought, so that
 * everything behind it (routes, rooms, boards) may believe this one.
 */
export const ADDRESS_HEADER = "x-real-ip";

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
