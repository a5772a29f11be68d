import pRetry from "p-retry";
import type { BeatUnderWay } from "../../../shared/round/game.ts";
import { isLeaseLost } from "./room-leases.ts";
import type { RoomServices } from "./room-services.ts";

/** Pauses between tries to store an effect: each is twice as long as the one before, from the first to the second figure. */
const PAUSE_MS = [200, 5_000] as const;

/** Stores what a game has decided, whether or not the database is there at this moment, and knows what of it is still under way. */
export class KeptWork {
  readonly #services: Pick<RoomServices, "rounds" | "log">;
  readonly #code: string;
  readonly #closing: AbortSignal;
  readonly #work = new Set<Promise<unknown>>();
  /** Beats are stored one after another: one that was delayed can't put back a later one. */
  #keeping: Promise<unknown> = Promise.resolve();

  /** @param closing aborted when the game closes */
  constructor(services: Pick<RoomServices, "rounds" | "log">, code: string, closing: AbortSignal) {
    this.#services = services;
    this.#code = code;
    this.#closing = closing;
  }

  track(work: Promise<unknown>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  /** Waits for everything that is tracked. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#work);
  }

  /** For the process that goes on with the round should this one die. */
  keep(beat: BeatUnderWay): void {
    const { rounds, log } = this.#services;
    this.#keeping = this.#keeping.then(() =>
      this.persistently("keepBeat", () => rounds.keepBeat(beat)).catch((error: unknown) => {
        log.error({ err: error, session: this.#code }, "The beat under way could not be stored");
      }),
    );
    this.track(this.#keeping);
  }

  /**
   * Repeats work until it succeeds. The work must be repeatable, since it may have been done when its answer got lost. When the game
   * closes there is one last try.
   */
  async persistently<T>(effect: string, work: () => Promise<T>): Promise<T> {
    const signal = this.#closing;
    const [minTimeout, maxTimeout] = PAUSE_MS;
    const onFailedAttempt = ({ error }: { readonly error: Error }) => {
      if (signal.aborted || isLeaseLost(error)) return;
      const context = { err: error.cause, session: this.#code, effect };
      this.#services.log.error(context, "An effect could not be stored; trying again");
    };
    // p-retry takes a TypeError for a bug and gives up; a driver whose connection breaks may throw one.
    const tried = () => work().catch((cause: unknown) => Promise.reject(new Error("A try failed", { cause })));
    // What another room plays is not this one's to store.
    const shouldRetry = ({ error }: { readonly error: Error }) => !isLeaseLost(error);
    const options = { retries: Number.POSITIVE_INFINITY, minTimeout, maxTimeout, signal, onFailedAttempt, shouldRetry };
    try {
      return await pRetry(tried, options);
    } catch (error) {
      if (!signal.aborted) throw error;
      return work();
    }
  }
}
