import { setTimeout as sleep } from "node:timers/promises";
import type { GameState } from "../../../shared/round/state.ts";

type PhaseName = GameState["phase"]["name"];

/** A room that another process can go on with. */
export interface MovableRoom {
  readonly clients: { readonly length: number };
  /** Of its game. */
  readonly phase: PhaseName;
  /** Stores everything, lets others take the session, and sends everybody away: their pages come back to whoever takes it. */
  handOver(): Promise<void>;
}

/** Phases in which nobody is in the middle of anything. */
const BREAKS: readonly PhaseName[] = ["lobby", "intermission", "finished"];
const LOOK_MS = 200;

/** The rooms of a process, and how they leave it before it stops: each at its next break, so that no round is cut. */
export class RoomDrain {
  readonly #rooms = new Map<MovableRoom, Promise<void> | null>();
  readonly #onError: (error: unknown) => void;
  #draining = false;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** The process takes no new rooms, and isn't ready for more visitors. */
  get isDraining(): boolean {
    return this.#draining;
  }

  opened(room: MovableRoom): void {
    this.#rooms.set(room, null);
  }

  closed(room: MovableRoom): void {
    this.#rooms.delete(room);
  }

  /** No room is opened any more, and none is moved yet. */
  begin(): void {
    this.#draining = true;
  }

  /**
   * Moves every room away at its next break, and after `withinMs` without waiting for one. Resolves when none is left, or when the signal
   * is aborted: then the rooms that are left stay as they are.
   */
  async moveAll(withinMs: number, signal: AbortSignal): Promise<void> {
    this.begin();
    const until = performance.now() + withinMs;
    while (this.#rooms.size > 0 && !signal.aborted) {
      const isLate = performance.now() >= until;
      for (const room of this.#rooms.keys()) if (isLate || isAtBreak(room)) this.#move(room);
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  }

  #move(room: MovableRoom): void {
    if (this.#rooms.get(room) !== null) return;
    const again = (error: unknown) => {
      this.#onError(error);
      if (this.#rooms.has(room)) this.#rooms.set(room, null);
    };
    this.#rooms.set(room, room.handOver().catch(again));
  }
}

function isAtBreak({ clients, phase }: MovableRoom): boolean {
  return clients.length === 0 || BREAKS.includes(phase);
}
