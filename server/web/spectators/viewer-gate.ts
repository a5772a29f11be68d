import type { IncomingMessage } from "node:http";
import { Budget } from "../../game/budget.ts";

/** Viewers of one address at a time, waiting ones included: a class with its boards, and a few labs. */
const MOST_VIEWERS = 100;
/**
 * A class enters at once; after that so many a second. Viewers who reconnect as fast as they can wait in the same row
 * as all others of their address.
 */
const ADMISSIONS = { burst: MOST_VIEWERS, perSecond: 60 };
const LOOK_AGAIN_MS = 10;

type Answer = (problem: string | null | undefined, isAllowed: boolean) => void;

export interface ViewerGate {
  /** Socket.IO's option. It answers at once, or when the request's turn comes. */
  readonly allowRequest: (request: IncomingMessage, answer: Answer) => void;
  /** Counts the viewers of a server. */
  watch(io: { readonly engine: NodeJS.EventEmitter }): void;
}

/**
 * Lets viewers in: each address has a limit and a budget of admissions. When the budget is spent, newcomers wait in a
 * row and aren't refused. So a storm of reconnections delays the others of its address a little, and no other
 * address.
 *
 * @param addressOf where a request comes from, such as `networkOfRequest`
 * @param now a monotonic clock in milliseconds
 */
export function viewerGate(addressOf: (request: IncomingMessage) => string, now: () => number): ViewerGate {
  const budget = new Budget(ADMISSIONS, now);
  const watching = new Map<string, number>();
  const rows = new Map<string, Set<() => void>>();
  let isLooking = false;

  function count(address: string, change: 1 | -1): void {
    const left = (watching.get(address) ?? 0) + change;
    if (left === 0) watching.delete(address);
    else watching.set(address, left);
  }

  function letIn(): void {
    for (const [address, row] of rows) {
      for (const enter of row) {
        if (!budget.take(address)) break;
        row.delete(enter);
        enter();
      }
      if (row.size === 0) rows.delete(address);
    }
    isLooking = false;
    if (rows.size > 0) lookAgain();
  }

  function lookAgain(): void {
    if (!isLooking) setTimeout(letIn, LOOK_AGAIN_MS).unref();
    isLooking = true;
  }

  return {
    allowRequest(request, answer) {
      const address = addressOf(request);
      const row = rows.get(address) ?? new Set();
      if ((watching.get(address) ?? 0) + row.size >= MOST_VIEWERS) return answer("Too many viewers", false);
      if (row.size === 0 && budget.take(address)) return answer(null, true);
      const enter = () => {
        request.socket.off("close", leave);
        answer(null, true);
      };
      const leave = () => row.delete(enter); // a place in the row isn't handed on
      request.socket.once("close", leave);
      rows.set(address, row.add(enter));
      lookAgain();
    },
    watch(io) {
      io.engine.on(
        "connection",
        (socket: { request: IncomingMessage; once(event: "close", heard: () => void): void }) => {
          const address = addressOf(socket.request);
          count(address, 1);
          socket.once("close", () => count(address, -1));
        },
      );
    },
  };
}
