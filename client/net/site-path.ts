/** Below which path the site lies, "" at the root of its host: programs lie in its `assets` folder, wherever that is. */
const prefix = prefixOf(import.meta.url);

/** An address of this site, given from where the site begins, as the browser has to ask for it. */
export const sitePath = (path: string): string => (path.startsWith("/") ? `${prefix}${path}` : path);

/** The path of the page without what stands before the site. */
export function pagePath(): string {
  return location.pathname.startsWith(`${prefix}/`) ? location.pathname.slice(prefix.length) : location.pathname;
}

/** Where this site begins, as in https://school.example/thumbwar; without a slash at its end. */
export const siteOrigin = (): string => `${location.origin}${prefix}`;

export function prefixOf(program: string): string {
  const url = new URL("..", program);
  return /^https?:$/.test(url.protocol) ? url.pathname.replace(/\/$/, "") : "";
}
