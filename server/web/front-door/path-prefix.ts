import type { IncomingMessage } from "node:http";

/** The header in which the front door says below which path the site lies ("" or "/thumbwar"). It overwrites what a request brought. */
export const PREFIX_HEADER = "x-path-prefix";

/** What a proxy says of the address that was asked outside, as far as it is trusted. */
const SAID_BY_PROXY = "x-forwarded-prefix";

/**
 * Takes the path below which the site lies off a request's address, and stamps the request with it. A proxy may have taken it off already;
 * then the proxy says so, or the host that was asked is one of PUBLIC_URL.
 *
 * @param publicUrls with paths, as in https://school.example/thumbwar
 */
export function stampPrefix(request: IncomingMessage, publicUrls: readonly URL[], trusted: boolean): void {
  const { headers, url = "" } = request;
  const said = trusted ? String(headers[SAID_BY_PROXY] ?? "").replace(/\/+$/, "") : "";
  delete headers[SAID_BY_PROXY];
  const paths = publicUrls.map(pathOf).filter((path) => path !== "");
  const inUrl = paths.find((path) => url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`));
  const ofHost = publicUrls.find(({ host }) => host === headers.host?.toLowerCase());
  const prefix = inUrl ?? (/^(\/[\w.~-]+)+$/.test(said) ? said : ofHost === undefined ? "" : pathOf(ofHost));
  headers[PREFIX_HEADER] = prefix;
  if (inUrl === undefined) return;
  const rest = url.slice(inUrl.length);
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
}

const pathOf = ({ pathname }: URL): string => pathname.replace(/\/+$/, "");
