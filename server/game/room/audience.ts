import type { RoomView } from "../../../shared/round/view.ts";
import type { MonotonicClock } from "../../ports/arena.ts";

/** Where a room's view goes beside its seats: to those who watch the game without one. */
export interface Broadcast {
  /** The view as spectators may see it, whenever it is made. */
  show(view: RoomView): void;
  /** The game of a code goes on under another one. */
  goOver(code: string, next: string): void;
}

/** A process tells every few seconds how many watch there: one that is silent for longer than this is gone. */
const SILENT_MS = 30_000;

/** How many watch a game without a seat, as each process that has viewers tells. */
export class Audience {
  readonly #now: MonotonicClock;
  readonly #told = new Map<string, { readonly viewers: number; readonly at: number }>();

  constructor(now: MonotonicClock) {
    this.#now = now;
  }

  /** @param node a process, by a name that no other has */
  tell(node: string, viewers: number): void {
    if (viewers === 0) this.#told.delete(node);
    else this.#told.set(node, { viewers, at: this.#now() });
  }

  count(): number {
    let sum = 0;
    for (const [node, { viewers, at }] of this.#told)
      if (this.#now() - at > SILENT_MS) this.#told.delete(node);
      else sum += viewers;
    return sum;
  }
}
