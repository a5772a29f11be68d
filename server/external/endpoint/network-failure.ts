/** What to do when no connection comes about, by Node's code of what happened. */
const ADVICE: readonly (readonly [RegExp, (host: string) => string])[] = [
  [
    /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/,
    (host) => `no computer is called ${host}. Check the name in the address, and the network`,
  ],
  [
    /^ECONNREFUSED$/,
    (host) =>
      `nothing listens at ${host}. Start the endpoint, or check host and port; inside a container, localhost is the container itself`,
  ],
  [
    /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    (host) => `${host} doesn't answer. Check the address, and firewalls in between`,
  ],
  [
    /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENETDOWN)$/,
    (host) => `there is no way to ${host}. Check the address and the network`,
  ],
  [
    /^(EPROTO|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL|HTTP_REQUEST))$/,
    () => "there is no TLS at this port. Write http:// in the place of https://, or check the port",
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    () => "its certificate has expired. Whoever runs it must renew it; check this computer's clock too",
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    (host) => `its certificate isn't for ${host}. Use the name that the certificate is for`,
  ],
  [
    /CERT|SELF_SIGNED|ISSUER|VERIFY_LEAF/,
    () =>
      "nobody whom Node trusts signed its certificate. Set NODE_EXTRA_CA_CERTS to the file of the authority's certificate",
  ],
  [
    /^HPE_/,
    () =>
      "what answers there speaks no HTTP. Check the port; where the endpoint wants TLS, write https:// in the address",
  ],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, () => "it hung up. If it goes on, look at the endpoint's own log"],
  [/^UND_ERR_HEADERS_OVERFLOW$/, () => "its headers are too long. Check that the address is an API's"],
];

/**
 * One sentence about a request that fetch could not make: what happened, and what to do.
 * @param error as fetch throws it, which hides what happened one level down
 */
export function networkFailure(error: unknown, { host, port, protocol }: URL): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message || cause.name : String(cause);
  const named = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const code = /HTTP\/1\.1 protocol|^Parse Error/.test(message) ? "HPE_INVALID" : named;
  if (message === "bad port") return `browsers and Node refuse port ${port} for safety. Let the endpoint use another`;
  const where = port === "" ? `${host}:${protocol === "https:" ? 443 : 80}` : host;
  const advice = ADVICE.find(([codes]) => codes.test(code))?.[1](/ENOTFOUND|EAI_/.test(code) ? host : where);
  return advice === undefined ? message : `${advice} (${code})`;
}
