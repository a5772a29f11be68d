import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { type ConnectionOptions, getCACertificates } from "node:tls";
import postgres from "postgres";

/** How a connection is encrypted, and what proves the server, as libpq's `sslmode` has it (Postgres manual, 32.19). */
const TLS_MODES = ["disable", "prefer", "require", "verify-ca", "verify-full"] as const;
type TlsMode = (typeof TLS_MODES)[number];

/** What an address says to this side alone. The driver doesn't know them, or takes `verify-ca` for `verify-full`; everything else in its query is the server's. */
const OF_TLS = ["sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding"] as const;

/**
 * Why an address can't be used, as words that follow "it"; null for one that can. It repeats nothing of the address but names and values of
 * its query.
 */
export function addressProblem(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return "is no such address";
  const mode = url.searchParams.get("sslmode");
  if (mode !== null && !isTlsMode(mode)) return `has sslmode=${mode}. It can be ${TLS_MODES.join(", ")}`;
  if (url.searchParams.has("ssl")) return "has ssl=. Write sslmode=require, or verify-full with a certificate";
  if (url.searchParams.get("channel_binding") === "require")
    return "has channel_binding=require, which the driver can't do. Leave it out, and write sslmode=verify-full: then a certificate proves the server";
  const needsTls = ["sslrootcert", "sslcert", "sslkey"].find((name) => url.searchParams.has(name));
  if (needsTls !== undefined && (mode === null || mode === "disable"))
    return `has ${needsTls} and no encryption. Add sslmode=verify-full`;
  if (url.searchParams.has("sslcert") !== url.searchParams.has("sslkey"))
    return "has one of sslcert and sslkey. A client's certificate takes both";
  return null;
}

const isTlsMode = (text: string): text is TlsMode => TLS_MODES.some((mode) => mode === text);

const modeOf = (url: URL): TlsMode | null => {
  const mode = url.searchParams.get("sslmode");
  return mode !== null && isTlsMode(mode) ? mode : null;
};

/** Whether an address asks for encryption and nothing less. */
export function demandsTls(address: string): boolean {
  const mode = modeOf(new URL(address));
  return mode !== null && mode !== "disable" && mode !== "prefer";
}

/** Host, port and database: an address without its secrets. */
export function placeOf(address: string): string {
  const { host, pathname } = new URL(address);
  return `${host}${pathname}`;
}

/** A database can't be used as things are, and waiting changes nothing. The message tells whoever starts Thumbwar what to do. */
export class DatabaseUnusable extends Error {
  override readonly name = "DatabaseUnusable";
}

function read(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new DatabaseUnusable(
      `The file ${file}, which ${name} names in the database's address, can't be read (${reason})`,
    );
  }
}

/**
 * What the driver is told of an address's encryption; null where the address doesn't speak of it. With a root certificate `require` checks the
 * server's, as it does in libpq.
 */
function tlsOf(url: URL): ConnectionOptions | "prefer" | false | null {
  const mode = modeOf(url);
  if (mode === null) return null;
  if (mode === "disable") return false;
  const { searchParams } = url;
  const [root, certificate, key] = ["sslrootcert", "sslcert", "sslkey"].map((name) => searchParams.get(name));
  if (mode === "prefer") return "prefer";
  const ofClient =
    certificate && key ? { cert: read("sslcert", certificate), key: read("sslkey", key) } : ({} as const);
  if (mode === "require" && !root) return { ...ofClient, rejectUnauthorized: false };
  const trusted = !root ? {} : { ca: root === "system" ? getCACertificates("system") : read("sslrootcert", root) };
  // The driver names no host that is a number, and the certificate would be held against "localhost".
  const named = isIP(url.hostname) === 0 ? {} : { host: url.hostname };
  const anyName = mode === "verify-full" || root === "system" ? {} : { checkServerIdentity: () => undefined };
  return { ...ofClient, ...trusted, ...named, ...anyName, rejectUnauthorized: true };
}

/**
 * Opens the driver at an address, encrypted as that asks; nothing is connected before the first query.
 * @throws DatabaseUnusable where a certificate that it names can't be read
 */
export function openDriver(address: string, options: postgres.Options<Record<string, never>>): postgres.Sql {
  const url = new URL(address);
  const ssl = tlsOf(url);
  const isOfTls = OF_TLS.filter((name) => url.searchParams.has(name));
  // An address of several hosts is no URL that can be put together again: it stays as it is where there is nothing to take out.
  for (const name of isOfTls) url.searchParams.delete(name);
  return postgres(isOfTls.length === 0 ? address : url.href, {
    connect_timeout: 5,
    onnotice: () => {},
    ...options,
    ...(ssl === null ? {} : { ssl }),
  });
}
