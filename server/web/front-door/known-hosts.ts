import type { IncomingHttpHeaders } from "node:http";
import type { NetworkInterfaceInfo } from "node:os";

/** The names and addresses under which this server may be asked. */
export interface KnownHosts {
  /** Names and addresses as they stand in a URL, without a port. */
  readonly names: ReadonlySet<string>;
  /** As in https://arena.example.org, from PUBLIC_URL. */
  readonly publicOrigins: ReadonlySet<string>;
  /** PUBLIC_URL, with the path below which the site lies. */
  readonly publicUrls: readonly URL[];
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
    publicUrls: urls,
  };
}

/**
 * Takes the host that was asked outside from a proxy whose word is believed, and counts it among our own: the proxy answers to that name.
 *
 * @returns the known hosts for this request
 */
export function believeProxy(headers: IncomingHttpHeaders, hosts: KnownHosts, proxies: number): KnownHosts {
  const said = String(headers["x-forwarded-host"] ?? "").split(",");
  const host = proxies === 0 ? undefined : said[Math.max(0, said.length - proxies)]?.trim();
  const url = host === undefined || host === "" ? null : hostOf(host);
  if (url === null) return hosts;
  headers.host = host;
  return { ...hosts, names: new Set([...hosts.names, url.hostname]) };
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
