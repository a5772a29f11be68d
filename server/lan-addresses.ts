import { isIP } from "node:net";
import type { NetworkInterfaceInfo } from "node:os";

/** The ranges of home and school networks come first: another address is likelier to be a tunnel or a container's. */
const LIKELY = [/^192\.168\./, /^10\./, /^172\.(1[6-9]|2\d|3[01])\./] as const;
/** Names of interfaces that lead to containers and virtual machines on this computer. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet)/i;
const EVERYWHERE: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/**
 * Addresses under which other devices on the network reach a server that listens on `host`, likeliest first: a class's phones can do
 * nothing with the `localhost` of the teacher's laptop.
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
