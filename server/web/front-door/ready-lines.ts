import { isIP } from "node:net";
import type { LanAddress } from "../../../shared/protocol/sessions.ts";

/** What whoever started the server reads: where to host, and where players come in, the likeliest address first. */
export function readyLines(port: number, publicUrls: readonly string[], lan: readonly LanAddress[]): readonly string[] {
  const own = lan.map(({ address, card }) => `http://${address}:${port}${card === "" ? "" : ` (${card})`}`);
  const [first, ...others] = [...publicUrls, ...own];
  return [
    `Thumbwar is ready. Host a game: http://localhost:${port}/host`,
    first === undefined ? "No other device reaches this server." : `Players join at ${first}`,
    ...(others.length === 0 ? [] : [`If their phones can't open that: ${others.join(", ")}`]),
  ];
}

export const OPEN_TO_ALL =
  "The internet can reach this server, and there is no host password: anybody may host games and teach the model. Start it with HOST_PASSWORD=... set";

/** Whether people outside of this building may reach the server. */
export function isPublic(publicUrls: readonly string[], lan: readonly LanAddress[]): boolean {
  const hosts = [...publicUrls.map((url) => new URL(url).hostname), ...lan.map(({ address }) => address)];
  return hosts.some((host) => !isInside(host.replace(/^\[|\]$/g, "")));
}

/** Addresses and names that mean nothing outside of a network. */
function isInside(host: string): boolean {
  if (isIP(host) === 4)
    return /^(10|127|192\.168|169\.254|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(host);
  // A computer's own IPv6 address is a public one in most homes; the router lets nobody in.
  if (isIP(host) === 6) return true;
  return !host.includes(".") || /\.(local|lan|home|internal|test|localhost|home\.arpa)$/i.test(host);
}
