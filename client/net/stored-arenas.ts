import { type ArenaInfo, MAIN_NAME } from "../../shared/protocol/arenas.ts";

/** An arena whose hosts this device's owner is one of. The key opens it. */
export interface StoredArena {
  readonly name: string;
  readonly title: string;
  readonly key: string;
}

const KEY = "thumbwar:arenas";
/** Parts of the fragment of an address that makes another device know an arena. */
const NAME_PART = "arena";
const KEY_PART = "arenaKey";

/** The arenas that this device knows the keys of, the newest first; none where storage is forbidden. */
export function knownArenas(): readonly StoredArena[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isArena) : [];
  } catch {
    return [];
  }
}

function isArena(item: unknown): item is StoredArena {
  const { name, title, key } = Object(item) as Partial<Record<keyof StoredArena, unknown>>;
  return [name, title, key].every((text) => typeof text === "string");
}

export const arenaKeyOf = (name: string): string | null =>
  knownArenas().find((arena) => arena.name === name)?.key ?? null;

export function rememberArena({ name, title, key }: StoredArena): void {
  write([{ name, title, key }, ...knownArenas().filter((arena) => arena.name !== name)]);
}

export function forgetArena(name: string): void {
  write(knownArenas().filter((arena) => arena.name !== name));
}

function write(arenas: readonly StoredArena[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(arenas));
  } catch {
    // Private windows may forbid storage: then the arena lasts as long as the page.
  }
}

/** The address that makes another device know an arena. The key is in the fragment, which stays out of requests and logs. */
export function arenaInvitation({ name, key }: StoredArena): string {
  return `/host#${new URLSearchParams({ [NAME_PART]: name, [KEY_PART]: key })}`;
}

/**
 * Takes an arena that came with the address into this device's memory, and out of the address bar.
 * @param ask tells of an arena of this server; null when there is none
 */
export async function acceptArena(ask: (name: string) => Promise<ArenaInfo | null>): Promise<StoredArena | null> {
  const parts = new URLSearchParams(location.hash.slice(1));
  const [name, key] = [parts.get(NAME_PART), parts.get(KEY_PART)];
  if (name === null || key === null || name === MAIN_NAME) return null;
  history.replaceState(null, "", location.pathname + location.search);
  const info = await ask(name);
  if (info === null) return null;
  const arena = { name: info.name, title: info.title, key };
  rememberArena(arena);
  return arena;
}
