import { AsyncLocalStorage } from "node:async_hooks";
import { WebSocket } from "ws";
import { Budget } from "../../game/budget.ts";

/** A connection answers for its timers and promises for this long after its end. */
const ANSWERABLE_MS = 10_000;

/** The connection for which some code runs. A fault of that code costs this connection and no other. */
export class Culprit {
  readonly #cut: () => void;
  #endedAt = Number.POSITIVE_INFINITY;

  /** @param cut ends the connection at once */
  constructor(cut: () => void) {
    this.#cut = cut;
  }

  cut(): void {
    this.#cut();
  }

  /** Call this when the connection is gone. */
  ended(): void {
    this.#endedAt = performance.now();
  }

  get answerable(): boolean {
    return performance.now() < this.#endedAt + ANSWERABLE_MS;
  }
}

const atWork = new AsyncLocalStorage<Culprit>();

/**
 * Runs work for a connection. An error that it throws is reported and ends that connection. `culpritAtWork` finds the
 * connection for errors that its timers and promises throw later.
 */
export function workFor<T>(culprit: Culprit, work: () => T, onFault: (error: unknown) => void): T | undefined {
  try {
    return atWork.run(culprit, work);
  } catch (error) {
    onFault(error);
    culprit.cut();
    return undefined;
  }
}

/**
 * The connection whose work is being done, also in a handler of `uncaughtException`. Null: nobody's, or one that
 * ended long ago.
 */
export function culpritAtWork(): Culprit | null {
  const culprit = atWork.getStore();
  return culprit?.answerable === true ? culprit : null;
}

/** Frames of one connection: many times what any page of ours sends. */
const FRAMES = { burst: 120, perSecond: 60 };
/** Bytes that may wait to be sent to somebody who doesn't read: a few times the largest state. */
const MOST_UNREAD = 4 * 1024 * 1024;
/** Colyseus' code for a connection that is ended because of what it sent. Its client doesn't reconnect after it. */
const CLOSE_BAD_FRAME = 4002;

/**
 * A class of server-side WebSockets (the option `WebSocket` of `ws`) for which no frame can end the process. An error
 * while one of its events is handled, by a library or by us, ends that socket alone. Unfit frames are never handed
 * on. Senders that are too fast, or don't read, are cut off.
 *
 * @param isFit whether a frame may be handed to the library that reads it
 */
export function guardedSocket(
  isFit: (frame: Uint8Array) => boolean,
  onFault: (error: unknown) => void,
): typeof WebSocket {
  return class GuardedSocket extends WebSocket {
    #offended = false;
    readonly #culprit = new Culprit(() => {
      this.#offended = true;
      this.terminate();
    });
    readonly #frames = new Budget(FRAMES, () => performance.now());

    override emit(event: string | symbol, ...args: unknown[]): boolean {
      if (event === "error") this.#offended = true; // a frame that `ws` can't read
      if (event === "close") {
        this.#culprit.ended();
        // A room holds a broken connection open for its player, with all its buffers. It doesn't for one that sent something bad and hung up.
        if (this.#offended) args[0] = CLOSE_BAD_FRAME;
      }
      if (event === "ping" && this.bufferedAmount > MOST_UNREAD) this.terminate();
      if (event === "message" && !this.#admits(args[0])) return false;
      return workFor(this.#culprit, () => super.emit(event, ...args), onFault) ?? false;
    }

    /** All sending in `ws` goes through here or through `_sender`, which Socket.IO uses for messages to many. */
    override send(data: Parameters<WebSocket["send"]>[0], ...rest: unknown[]): void {
      if (this.bufferedAmount > MOST_UNREAD) this.terminate();
      else Reflect.apply(super.send, this, [data, ...rest]);
    }

    #admits(frame: unknown): boolean {
      if (this.readyState !== WebSocket.OPEN) return false;
      if (frame instanceof Uint8Array && this.#frames.take("") && isFit(frame)) return true;
      this.#offended = true;
      this.close(CLOSE_BAD_FRAME);
      return false;
    }
  };
}
