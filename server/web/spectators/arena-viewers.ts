import type { Namespace, Socket } from "socket.io";
import { arenaNameOf, MAIN_NAME } from "../../../shared/protocol/arenas.ts";
import { type ArenaId, type Arenas, MAIN_ARENA } from "../../ports/arena.ts";
import type { LiveNamespace, Viewers } from "./live-namespace.ts";

/** What an arena's viewers are shown, while there are any. */
export interface ArenaShow<Events extends Record<keyof Events, (board: never) => void>> {
  readonly live: LiveNamespace<Events>;
  close(): Promise<void>;
}

/** How long an arena's show stays ready when nobody watches: viewers reconnect, and boards are opened one after the other. */
const EMPTY_FOR_MS = 60_000;

interface Shown<Show> {
  readonly show: Show;
  viewers: number;
  idle: NodeJS.Timeout | undefined;
}

/**
 * The viewers of a namespace, each of whom watches the arena that the handshake names (`auth.arena`; the main one where it names none) and
 * is sent nothing of another. A name that no arena has is refused as `unknown_arena`.
 *
 * @param open makes what an arena's viewers are shown: it is opened for the first viewer and closed some time after the last
 */
export function arenaViewers<
  Events extends Record<keyof Events, (board: never) => void>,
  Show extends ArenaShow<Events>,
>(
  namespace: Namespace,
  arenas: Pick<Arenas, "byName">,
  open: (viewers: Viewers<Events>, arenaId: ArenaId) => Promise<Show>,
  onError: (error: unknown) => void,
): { shows(): readonly Show[]; of(arenaId: ArenaId): Show | null; close(): Promise<void> } {
  /** Names last, so that each is looked up once. */
  const known = new Map<string, ArenaId>([[MAIN_NAME, MAIN_ARENA]]);
  const opening = new Map<ArenaId, Promise<Shown<Show>>>();
  const shown = new Map<ArenaId, Shown<Show>>();

  async function arenaOf({ handshake }: Socket): Promise<ArenaId | null> {
    const { arena = MAIN_NAME }: { readonly arena?: unknown } = handshake.auth;
    if (typeof arena !== "string" || arena !== arenaNameOf(arena)) return null;
    const id = known.get(arena) ?? (await arenas.byName(arena))?.id ?? null;
    if (id !== null) known.set(arena, id);
    return id;
  }

  function showOf(arenaId: ArenaId): Promise<Shown<Show>> {
    const before = opening.get(arenaId);
    if (before !== undefined) return before;
    const next = openShow(arenaId).catch((error: unknown) => {
      opening.delete(arenaId);
      throw error;
    });
    opening.set(arenaId, next);
    return next;
  }

  async function openShow(arenaId: ArenaId): Promise<Shown<Show>> {
    const one = { viewers: 0, idle: undefined };
    const all = namespace.local.to(roomOf(arenaId)); // each process shows the boards to its own viewers
    const viewers = { all, volatile: all.volatile, count: () => shown.get(arenaId)?.viewers ?? 0 };
    const made: Shown<Show> = Object.assign(one, { show: await open(viewers, arenaId) });
    shown.set(arenaId, made);
    closeWhenEmpty(arenaId, made);
    return made;
  }

  function closeWhenEmpty(arenaId: ArenaId, one: Shown<Show>): void {
    clearTimeout(one.idle);
    one.idle = setTimeout(() => {
      if (one.viewers > 0) return;
      opening.delete(arenaId);
      shown.delete(arenaId);
      one.show.close().catch(onError);
    }, EMPTY_FOR_MS).unref();
  }

  async function admit(viewer: Socket): Promise<string | null> {
    const arenaId = await arenaOf(viewer);
    if (arenaId === null) return "unknown_arena";
    viewer.data.arenaId = arenaId;
    await showOf(arenaId);
    return null;
  }

  namespace.use((viewer, next) => {
    const refuse = (problem: string) => {
      next(new Error(problem));
      setImmediate(() => viewer.conn.close()); // when that is sent; or one connection could ask again and again
    };
    admit(viewer).then(
      (problem) => (problem === null ? next() : refuse(problem)),
      (error: unknown) => {
        onError(error);
        refuse("unavailable");
      },
    );
  });

  namespace.on("connection", (viewer) => {
    const arenaId = viewer.data.arenaId as ArenaId;
    const one = shown.get(arenaId);
    viewer.once("disconnect", () => {
      viewer.conn.close(); // or one connection could enter here again and again
      if (one === undefined) return;
      one.viewers--;
      if (one.viewers === 0) closeWhenEmpty(arenaId, one);
    });
    if (one === undefined) return void viewer.disconnect(true); // closed meanwhile; it comes back
    one.viewers++;
    void viewer.join(roomOf(arenaId));
    one.show.live.enter(viewer);
  });

  return {
    shows: () => [...shown.values()].map(({ show }) => show),
    of: (arenaId) => shown.get(arenaId)?.show ?? null,
    async close() {
      for (const { idle } of shown.values()) clearTimeout(idle);
      await Promise.all([...shown.values()].map(({ show }) => show.close()));
    },
  };
}

const roomOf = (arenaId: ArenaId): string => `arena:${arenaId}`;
