import type { PairView } from "../../../shared/round/pair-view.ts";

/** Pairs dealt and not yet judged; the first is on screen. Pure: every change gives a new queue. */
export interface RapidQueue {
  readonly pairs: readonly PairView[];
  /** Ids of everything judged in this beat, so that a repeated deal never shows a pair twice. */
  readonly judged: ReadonlySet<string>;
  /** A deal is under way. */
  readonly asking: boolean;
  /** The server had nothing left at the last deal. */
  readonly dry: boolean;
}

/** Pairs wanted ahead of the player: at two verdicts a second, three pairs hide a round trip of more than a second. */
export const AHEAD = 4;
/** Largest deal that the server gives at once. */
const MOST = 8;

export const EMPTY_QUEUE: RapidQueue = { pairs: [], judged: new Set(), asking: false, dry: false };

/** How many pairs to ask for now; 0 when enough are waiting or an answer is still on its way. */
export function wanted(queue: RapidQueue): number {
  if (queue.asking) return 0;
  const missing = AHEAD + 1 - queue.pairs.length;
  return missing >= 2 || queue.pairs.length <= 1 ? Math.min(MOST, Math.max(0, missing)) : 0;
}

export function asked(queue: RapidQueue): RapidQueue {
  return { ...queue, asking: true };
}

export function dealt(queue: RapidQueue, pairs: readonly PairView[]): RapidQueue {
  const known = new Set([...queue.judged, ...queue.pairs.map((pair) => pair.id)]);
  const fresh = pairs.filter((pair) => !known.has(pair.id));
  return { ...queue, pairs: [...queue.pairs, ...fresh], asking: false, dry: fresh.length === 0 };
}

/** Takes the pair that was just judged off the front. */
export function judged(queue: RapidQueue, pairId: string): RapidQueue {
  return {
    ...queue,
    pairs: queue.pairs.filter((pair) => pair.id !== pairId),
    judged: new Set([...queue.judged, pairId]),
    dry: false,
  };
}
