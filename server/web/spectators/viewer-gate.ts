import type { IncomingMessage } from "node:http";
import { Budget } from "../../game/budget.ts";

/** Viewers of one address at a time, those who wait to be let in among them: a class with its boards, and a lab here and there. */
const MOST_VIEWERS = 100;
/** A class comes in at once; after that so many a second. Who reconnects as fast as it goes waits in the same row as everybody else of the address. */
const ADMISSIONS = { burst: MOST_VIEWERS, perSecond: 60 };
const LOOK_AGAIN_MS = 10;

type Answer = (problem: string | null | undefined, isAllowed: boolean) => void;

export interface ViewerGate {
  /** Socket.IO's option: answers at once, or when it's the request's turn. */
  readonly allowRequest: (request: IncomingMessage, answer: Answer) => void;
  /** Counts the viewers of a server. */
  watch(io: { readonly engine: NodeJS.EventEmitter }): void;
}

/**
 * Lets viewers in: each address has so many at most, and a budget of admissions. Where that is spent, those who come wait in a row
 * rather than being turned away, so a storm of reconnections delays the others of its address a little and no other address at all.
 *
 * @param addressOf where a request comes from, such as `networkOf` tells it
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
      const leave = () => row.delete(enter); // nobody is let in in the place of one who left
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
