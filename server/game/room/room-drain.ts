import { setTimeout as sleep } from "node:timers/promises";
import { CloseCode } from "@colyseus/core";
import type { GameState } from "../../../shared/round/state.ts";

type PhaseName = GameState["phase"]["name"];

/** A room that another process can go on with. */
export interface MovableRoom {
  readonly clients: { readonly length: number };
  /** Of its game. */
  readonly phase: PhaseName;
  /** The session's code. */
  readonly roomId: string;
  /** Stores everything, and lets others take the session. */
  release(): Promise<void>;
  /** Sends everybody away: their pages come back to whoever has the session. */
  disconnect(closeCode: number): Promise<unknown>;
}

/** Phases in which nobody is in the middle of anything. */
const BREAKS: readonly PhaseName[] = ["lobby", "intermission", "finished"];
const LOOK_MS = 200;
const WAKES_WITHIN_MS = 3_000;
/** What a room that was asked to move may take; one that takes longer is left to the end of the process. */
const MOVES_WITHIN_MS = 15_000;

/** The rooms of a process, and how they leave it before it stops: each at its next break, so that no round is cut. */
export class RoomDrain {
  readonly #rooms = new Map<MovableRoom, Promise<void> | null>();
  readonly #wake: (code: string) => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  #draining = false;

  /** @param wake opens the room of a code in another process */
  constructor(wake: (code: string) => Promise<unknown>, onError: (error: unknown) => void) {
    this.#wake = wake;
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
   * Moves every room away at its next break, and after `withinMs` without waiting for one. Resolves when none is left or they take too
   * long, and when the signal is aborted: then the rooms that are left stay as they are. @returns how many are left
   */
  async moveAll(withinMs: number, signal: AbortSignal): Promise<number> {
    this.begin();
    const until = performance.now() + withinMs;
    while (this.#rooms.size > 0 && !signal.aborted && performance.now() < until + MOVES_WITHIN_MS) {
      const isLate = performance.now() >= until;
      for (const room of this.#rooms.keys()) if (isLate || isAtBreak(room)) this.#move(room);
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
    }
    return this.#rooms.size;
  }

  #move(room: MovableRoom): void {
    if (this.#rooms.get(room) !== null) return;
    const again = (error: unknown) => {
      this.#onError(error);
      if (this.#rooms.has(room)) this.#rooms.set(room, null);
    };
    this.#rooms.set(room, this.#handOver(room).catch(again));
  }

  /** Players are away for a moment only, since the other room is there already. Where it can't be opened, theirs is the first to ask for it. */
  async #handOver(room: MovableRoom): Promise<void> {
    await room.release();
    const waking = this.#wake(room.roomId).catch(() => {});
    await Promise.race([waking, sleep(WAKES_WITHIN_MS, undefined, { ref: false })]);
    await room.disconnect(CloseCode.SERVER_SHUTDOWN);
  }
}

function isAtBreak({ clients, phase }: MovableRoom): boolean {
  return clients.length === 0 || BREAKS.includes(phase);
}
