import { isIP } from "node:net";
import type { NetworkInterfaceInfo } from "node:os";
import type { LanAddress } from "../../../shared/protocol/sessions.ts";

/** Cards by which a class's phones usually come: wireless ones first, then cables. Names as Linux, macOS and Windows give them. */
const WIRELESS = /^(wl|wi-?fi|wlan|wireless|drahtlos|airport)/i;
const CABLE = /^(en|eth|ethernet|lan)/i;
/** Cards that lead into tunnels, containers and virtual machines on this computer. */
const ASIDE =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|vethernet|vnic|lxc|podman|cni|tun|tap|utun|wg|ppp|ipsec|zt|tailscale|awdl|llw|bridge|anpi|ap\d)|virtualbox|vmware|hyper-v|wsl|vpn|wireguard|nordlynx|tailscale|zerotier|loopback|bluetooth|hamachi|teredo/i;
/** Ranges that the same things take by default, under whatever name; and addresses of a card that got none. */
const ASIDE_RANGES = [/^192\.168\.56\./, /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./, /^169\.254\./] as const;
/** Networks of homes and schools. */
const PRIVATE = [/^192\.168\./, /^10\./, /^172\.(1[6-9]|2\d|3[01])\./] as const;
const EVERYWHERE: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

type Card = Pick<NetworkInterfaceInfo, "address" | "family" | "internal">;

/**
 * Addresses at which other devices reach a server that listens on `host`, likeliest first: for a class's phones, `localhost` would be
 * the phone itself. IPv6 addresses come after all others, since few people can type one.
 */
export function lanAddresses(
  host: string,
  cards: Readonly<Record<string, readonly Card[] | undefined>>,
): readonly LanAddress[] {
  if (!EVERYWHERE.has(host)) return isOutside(host) ? [{ address: inUrl(host), card: "" }] : [];
  const found = Object.entries(cards).flatMap(([card, list]) =>
    (list ?? [])
      .filter(({ address, family, internal }) => !internal && (family === "IPv4" || isGlobal(address)))
      .map(({ address, family }) => ({ card, address: inUrl(address), rank: rankOf(card, address, family) })),
  );
  return found.sort((x, y) => x.rank - y.rank).map(({ card, address }) => ({ address, card }));
}

function rankOf(card: string, address: string, family: Card["family"]): number {
  const isAside = ASIDE.test(card) || ASIDE_RANGES.some((range) => range.test(address));
  const kind = WIRELESS.test(card) ? 0 : CABLE.test(card) ? 1 : 2;
  const range = PRIVATE.findIndex((one) => one.test(address));
  return (family === "IPv6" ? 1_000 : 0) + (isAside ? 100 : 0) + 10 * kind + (range < 0 ? PRIVATE.length : range);
}

const isOutside = (host: string): boolean => isIP(host) !== 0 && !/^127\.|^::1$/.test(host);

/** Those that begin with fe80 lead nowhere without the name of a card. */
const isGlobal = (address: string): boolean => /^[23][\da-f]{3}:/i.test(address);

const inUrl = (address: string): string => (isIP(address) === 6 ? `[${address}]` : address);

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
