import { type Refresher, refresher } from "./refresher.ts";

/** Least time between two readings of a board, and so between two pushes of it, milliseconds. */
const PAUSE_MS = 1_000;

/** Who gets a board: one viewer, or all of them. Each event carries one board. */
export interface BoardAudience<Events extends Record<keyof Events, (board: never) => void>> {
  emit<K extends keyof Events & string>(event: K, board: Parameters<Events[K]>[0]): unknown;
}

/** Between two boards that are sent in turn: time for the first to be on its way. */
const TURN_MS = 100;

/** Sends boards one after another, so that viewers of a volatile namespace don't miss all but the first of those that change together. */
export function inTurn<Events extends Record<keyof Events, (board: never) => void>>(
  audience: BoardAudience<Events>,
): BoardAudience<Events> {
  const waiting: (() => void)[] = [];
  let busy = false;
  const next = (): void => {
    const send = waiting.shift();
    busy = send !== undefined;
    send?.();
    if (busy) setTimeout(next, TURN_MS).unref();
  };
  return {
    emit(event, board) {
      waiting.push(() => audience.emit(event, board));
      if (!busy) next();
    },
  };
}

/** Those who watch an arena on one namespace. */
export interface Viewers<Events extends Record<keyof Events, (board: never) => void>> {
  readonly all: BoardAudience<Events>;
  /** The same, but for those whose last packet is still on its way: they miss what is sent. */
  readonly volatile: BoardAudience<Events>;
  readonly count: () => number;
}

export interface LiveNamespace<Events extends Record<keyof Events, (board: never) => void>> {
  /** A board that is read after each change while somebody watches. A new viewer gets the last reading at once. */
  board<K extends keyof Events & string>(event: K, read: () => Promise<Parameters<Events[K]>[0]>): Refresher;
  /**
   * The same for what isn't one event: `greet` sends a new viewer what is known, `work` finds out what is new and
   * sends it to all.
   */
  part(greet: (viewer: BoardAudience<Events>) => void, work: () => Promise<void>): Refresher;
  /** Shows a new viewer what is known. */
  enter(viewer: BoardAudience<Events>): void;
  /** Reads everything again, since something may have changed unnoticed. */
  changed(): void;
  stop(): Promise<void>;
}

/**
 * What the viewers of an arena are shown on a read-only namespace. A connection costs no query: each board is read once for everybody, by itself, and only when
 * it changes. It doesn't matter how many connect, or how long other boards take.
 */
export function liveNamespace<Events extends Record<keyof Events, (board: never) => void>>(
  { all, count }: Viewers<Events>,
  onError: (error: unknown) => void,
): LiveNamespace<Events> {
  const parts: { readonly greet: (viewer: BoardAudience<Events>) => void; readonly refresh: Refresher }[] = [];
  const isWanted = () => count() > 0;

  function part(greet: (viewer: BoardAudience<Events>) => void, work: () => Promise<void>): Refresher {
    const refresh = refresher(work, { isWanted, onError, pauseMs: PAUSE_MS });
    parts.push({ greet, refresh });
    return refresh;
  }

  return {
    part,
    enter(viewer) {
      for (const { greet, refresh } of parts) {
        greet(viewer);
        refresh.wake();
      }
    },
    board<K extends keyof Events & string>(event: K, read: () => Promise<Parameters<Events[K]>[0]>) {
      let snapshot: { readonly board: Parameters<Events[K]>[0] } | null = null;
      return part(
        (viewer) => snapshot !== null && viewer.emit(event, snapshot.board),
        async () => {
          snapshot = { board: await read() };
          all.emit(event, snapshot.board);
        },
      );
    },
    changed() {
      for (const { refresh } of parts) refresh.changed();
    },
    async stop() {
      await Promise.all(parts.map(({ refresh }) => refresh.stop()));
    },
  };
}
