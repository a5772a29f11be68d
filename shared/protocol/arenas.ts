/**
 * Arenas: `GET /api/arenas` lists those that are public, `GET /api/arenas/NAME` tells of one, `POST /api/arenas` makes one, and
 * `PATCH /api/arenas/NAME` changes it for whoever has its key. Pages: `/a/NAME` and `/a/NAME/board`, `/a/NAME/lab`.
 */

/** The arena that everybody on a server teaches; its boards are `/board` and `/lab`. */
export const MAIN_NAME = "main";

/** In characters. */
export const LONGEST_ARENA_TITLE = 40;

export interface ArenaInfo {
  readonly name: string;
  readonly title: string;
  readonly listed: boolean;
  /** Newest promoted version; null before there is one. */
  readonly version: number | null;
}

export interface ArenaList {
  readonly arenas: readonly ArenaInfo[];
}

/** The key is told once. */
export interface ArenaCreated extends ArenaInfo {
  readonly key: string;
}

/** Marks over Latin letters, such as accents; in other scripts marks are letters' own. */
const ACCENTS = /[\u0300-\u036f]/g;
const OTHERS = /[^\p{L}\p{M}\p{N}]+/gu;

/** The name that an arena of this title has in addresses: letters, digits and single hyphens; "" when nothing is left. */
export function arenaNameOf(title: string): string {
  const plain = title.normalize("NFKD").replace(ACCENTS, "").normalize("NFC").toLowerCase();
  return plain.replace(OTHERS, "-").replace(/^-|-$/g, "");
}

export const boardPath = (name: string): string => (name === MAIN_NAME ? "/board" : `/a/${encodeURIComponent(name)}`);
export const labPath = (name: string): string => (name === MAIN_NAME ? "/lab" : `/a/${encodeURIComponent(name)}/lab`);

/** The arena of a page's path; null for a path that isn't one's. */
export function arenaOfPath(path: string): string | null {
  const found = /^\/a\/([^/]+)(?:\/(?:board|lab))?\/?$/.exec(path)?.[1];
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found).normalize("NFC").toLowerCase();
  } catch {
    return null;
  }
}
