import { isIP } from "node:net";
import type { NetworkInterfaceInfo } from "node:os";

/** The names and addresses under which this server may be asked. */
export interface KnownHosts {
  /** Names and addresses as they stand in a URL, without a port. */
  readonly names: ReadonlySet<string>;
  /** As in https://arena.example.org, from PUBLIC_URL. */
  readonly publicOrigins: ReadonlySet<string>;
}

type Interfaces = Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, "address">[] | undefined>>;

/**
 * What this machine may be called: its own addresses and name, and what the configuration adds. Another name that was
 * made to lead here (DNS rebinding) is not among them.
 *
 * @param host that the server listens on
 */
export function knownHosts(
  host: string,
  machine: string,
  interfaces: Interfaces,
  publicUrls: readonly string[],
): KnownHosts {
  const addresses = Object.values(interfaces).flatMap((list) => (list ?? []).map(({ address }) => address));
  const [short = machine] = machine.split(".");
  const own = ["localhost", "127.0.0.1", "::1", host, ...addresses, machine, short, `${short}.local`];
  const urls = publicUrls.map((url) => new URL(url));
  const names = [...own.flatMap((name) => hostOf(inUrl(name)) ?? []), ...urls];
  return {
    names: new Set(names.map(({ hostname }) => hostname)),
    publicOrigins: new Set(urls.map(({ origin }) => origin)),
  };
}

/** Whether a request with this Host header means this server. All loopback addresses do. */
export function isOwnHost({ names }: KnownHosts, header: string): boolean {
  const host = hostOf(header);
  return host !== null && (names.has(host.hostname) || /^127\.\d+\.\d+\.\d+$/.test(host.hostname));
}

/** Whether a page of this origin is one of ours: it comes from the host that it now asks, or from PUBLIC_URL. */
export function isOwnOrigin({ publicOrigins }: KnownHosts, origin: string, hostHeader: string): boolean {
  if (publicOrigins.has(origin)) return true;
  const page = URL.parse(origin);
  if (page === null || page.origin !== origin || !/^https?:$/.test(page.protocol)) return false;
  return hostOf(hostHeader, page.protocol)?.host === page.host;
}

/** The URL of a Host header; null for what can't be one. */
function hostOf(header: string, protocol = "http:"): URL | null {
  if (!/^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i.test(header)) return null;
  return URL.parse(`${protocol}//${header.replace(/\.(?=:|$)/, "")}`);
}

/** As in a URL: IPv6 addresses in brackets, without the name of the interface. */
function inUrl(name: string): string {
  return name.includes(":") ? `[${name.replace(/%.*$/, "")}]` : name;
}

/** The ranges of home and school networks come first. Other addresses more often belong to tunnels or containers. */
const LIKELY = [/^192\.168\./, /^10\./, /^172\.(1[6-9]|2\d|3[01])\./] as const;
/** Names of interfaces that lead to containers and virtual machines on this computer. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet)/i;
const EVERYWHERE: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/**
 * Addresses at which other devices on the network reach a server that listens on `host`, likeliest first. For a
 * class's phones, `localhost` would be the phone itself.
 */
export function lanAddresses(
  host: string,
  interfaces: Readonly<
    Record<string, readonly Pick<NetworkInterfaceInfo, "address" | "family" | "internal">[] | undefined>
  >,
): readonly string[] {
  if (!EVERYWHERE.has(host)) return isIP(host) === 4 && !host.startsWith("127.") ? [host] : [];
  const found = Object.entries(interfaces).flatMap(([name, list]) =>
    VIRTUAL.test(name)
      ? []
      : (list ?? []).filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => address),
  );
  const rank = (address: string): number => {
    const known = LIKELY.findIndex((range) => range.test(address));
    return known < 0 ? LIKELY.length : known;
  };
  return found.sort((x, y) => rank(x) - rank(y));
}
