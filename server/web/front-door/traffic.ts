import { Budget } from "../../game/budget.ts";
import { type HttpFault, tooMany } from "../http-fault.ts";

/**
 * Limits of one network. A class shares one address: sixty players who load a page of twenty files, join, and all
 * reload at once stay far below.
 */
const REQUESTS = { burst: 4_000, perSecond: 300 };
const UPGRADES = { burst: 1_000, perSecond: 30 };
const MOST_SOCKETS = 1_000;
const MOST_CONNECTIONS = 2_000;

/** Requests and open connections by network. */
export class Traffic {
  readonly #requests: Budget;
  readonly #upgrades: Budget;
  readonly #sockets = new Tally(MOST_SOCKETS);
  readonly #connections = new Tally(MOST_CONNECTIONS);

  /** @param now a monotonic clock in milliseconds */
  constructor(now: () => number) {
    this.#requests = new Budget(REQUESTS, now);
    this.#upgrades = new Budget(UPGRADES, now);
  }

  /** Null: the request may be answered. */
  refuseRequest(network: string): HttpFault | null {
    if (this.#requests.take(network)) return null;
    return tooManyFrom(this.#requests.waitSeconds(network));
  }

  /** Null: the WebSocket may be opened, and counts until `socketClosed` is called. */
  refuseSocket(network: string): HttpFault | null {
    if (!this.#upgrades.take(network)) return tooManyFrom(this.#upgrades.waitSeconds(network));
    return this.#sockets.enter(network) ? null : tooManyFrom(60);
  }

  socketClosed(network: string): void {
    this.#sockets.leave(network);
  }

  /** False: the connection is one too many. Otherwise it counts until `connectionClosed` is called. */
  connectionOpened(network: string): boolean {
    return this.#connections.enter(network);
  }

  connectionClosed(network: string): void {
    this.#connections.leave(network);
  }
}

/** How many connections each network has open. */
class Tally {
  readonly #most: number;
  readonly #open = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  enter(network: string): boolean {
    const open = this.#open.get(network) ?? 0;
    if (open >= this.#most) return false;
    this.#open.set(network, open + 1);
    return true;
  }

  leave(network: string): void {
    const open = (this.#open.get(network) ?? 0) - 1;
    if (open > 0) this.#open.set(network, open);
    else this.#open.delete(network);
  }
}

function tooManyFrom(seconds: number): HttpFault {
  return tooMany(
    "too_many_requests",
    "Too much comes from your network at once. Wait a moment, then try again.",
    seconds,
  );
}
