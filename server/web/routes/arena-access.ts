import type { Request } from "express";
import { arenaNameOf, MAIN_NAME } from "../../../shared/protocol/arenas.ts";
import type { ArenaRecord, Arenas } from "../../ports/arena.ts";
import { HttpFault } from "../http-fault.ts";
import { bearerToken, type HostGuard } from "./host-guard.ts";

/**
 * The arena of a name, as it stands in an address.
 * @throws HttpFault 404
 */
export async function arenaNamed(arenas: Pick<Arenas, "byName">, name: string): Promise<ArenaRecord> {
  const arena = name === arenaNameOf(name) ? await arenas.byName(name) : null;
  if (arena === null)
    throw new HttpFault(404, "unknown_arena", `There is no model called ${JSON.stringify(name.slice(0, 100))} here.`);
  return arena;
}

/**
 * The arena that `?arena=NAME` names, the main one without.
 * @throws HttpFault 404
 */
export function askedArena(arenas: Pick<Arenas, "byName">, { query }: Pick<Request, "query">): Promise<ArenaRecord> {
  const { arena = MAIN_NAME } = query;
  return arenaNamed(arenas, String(arena));
}

/**
 * Lets those through who may change how an arena learns: whoever has its key, as `Authorization: Bearer KEY`; where it has none, whoever may
 * host here.
 * @throws HttpFault 401, 403 or 429
 */
export async function admitToArena(
  { arenas, hostGuard }: { readonly arenas: Pick<Arenas, "isOpenTo">; readonly hostGuard: HostGuard },
  request: Request,
  arena: ArenaRecord,
): Promise<void> {
  if (await arenas.isOpenTo(arena.id, undefined)) return hostGuard.admit(request);
  if (!(await arenas.isOpenTo(arena.id, bearerToken(request)))) throw arenaKeyNeeded(arena);
}

export function arenaKeyNeeded({ title }: Pick<ArenaRecord, "title">): HttpFault {
  return new HttpFault(
    403,
    "arena_key_needed",
    `${title} belongs to another host. Use the device that made it, or open the link for other devices that is shown there.`,
  );
}
