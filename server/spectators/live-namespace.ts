import type { Namespace } from "socket.io";

/** Those who are sent a board: one viewer, or all of them. Each event carries one board. */
export interface Audience<Events extends Record<keyof Events, (board: never) => void>> {
  emit<K extends keyof Events & string>(event: K, board: Parameters<Events[K]>[0]): unknown;
}

export interface LiveNamespace {
  /** Work is queued, so boards are sent in the order in which they were read. */
  enqueue(work: () => Promise<void>): void;
  /** Resolves when all work so far is done. */
  settled(): Promise<void>;
}

/** A queue for a read-only namespace whose new viewers are sent everything. */
export function liveNamespace<Events extends Record<keyof Events, (board: never) => void>>(
  viewers: Namespace,
  sendAll: (audience: Audience<Events>) => Promise<void>,
  onError: (error: unknown) => void,
): LiveNamespace {
  let queue: Promise<void> = Promise.resolve();
  const enqueue = (work: () => Promise<void>) => {
    queue = queue.then(work).catch(onError);
  };
  viewers.on("connection", (viewer) => enqueue(() => sendAll(viewer)));
  return { enqueue, settled: () => queue };
}
