/** Conditions of the system's network calls and of the driver that pass when the server is reachable again. */
const CONNECTION_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
]);

/** SQLSTATE classes and codes that say "not now" rather than "never" (Postgres manual, appendix A). */
const SQLSTATES: readonly RegExp[] = [
  /^08/, // connection exception
  /^40/, // transaction rollback: deadlock, serialisation
  /^53/, // insufficient resources: disk full, too many connections
  /^57P0[1-3]$/, // shutting down, crashed, starting up
  /^25006$/, // read-only: a standby, while a failover is under way
  /^55P03$/, // lock not available
];

/** The code of an error of the driver or the server, looking through the wrapper that Drizzle puts around it. */
export function databaseErrorCode(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
    if (cause instanceof AggregateError && cause.errors.length > 0) return databaseErrorCode(cause.errors[0]);
  }
  return null;
}

/** Whether repeating the same work later can succeed. */
export function isTransient(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return code !== null && (CONNECTION_CODES.has(code) || SQLSTATES.some((pattern) => pattern.test(code)));
}
