import {
  type ArenaCreated,
  type ArenaInfo,
  type ArenaList,
  arenaOfPath,
  MAIN_NAME,
} from "../../shared/protocol/arenas.ts";
import { accepted, HostRefusal, passwordHeader } from "./api.ts";

// Every function here throws a HostRefusal, or a TypeError when the server can't be reached.

/** The arena of the page that is open: the one in its address, or else the main one. */
export const arenaOfPage = (): string => arenaOfPath(location.pathname) ?? MAIN_NAME;

/** Arenas that the public boards name, the main one first. */
export async function listedArenas(): Promise<readonly ArenaInfo[]> {
  return ((await (await accepted(await fetch("/api/arenas"))).json()) as ArenaList).arenas;
}

/** Null when there is none of this name. */
export async function findArena(name: string): Promise<ArenaInfo | null> {
  const response = await fetch(`/api/arenas/${encodeURIComponent(name)}`);
  if (response.status === 404) return null;
  return (await accepted(response)).json() as Promise<ArenaInfo>;
}

/** Makes an arena. Its key is told once. */
export async function createArena(title: string, listed: boolean, password: string): Promise<ArenaCreated> {
  const headers = { "content-type": "application/json", ...passwordHeader(password) };
  const init = { method: "POST", headers, body: JSON.stringify({ title, listed }) };
  return (await accepted(await fetch("/api/arenas", init))).json() as Promise<ArenaCreated>;
}

/** Puts an arena on the public boards, or takes it off them. */
export async function listArena(name: string, key: string, listed: boolean): Promise<void> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
  const init = { method: "PATCH", headers, body: JSON.stringify({ listed }) };
  await accepted(await fetch(`/api/arenas/${encodeURIComponent(name)}`, init));
}

/** Whether an arena has the name already. */
export const isNameTaken = (error: unknown): boolean => error instanceof HostRefusal && error.error === "arena_taken";

/** Whether the server refused an arena's name, so that another one helps. */
export const isNameRefused = (error: unknown): boolean =>
  error instanceof HostRefusal && ["arena_taken", "arena_refused", "bad_arena_name"].includes(error.error);
