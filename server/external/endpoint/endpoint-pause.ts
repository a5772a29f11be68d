import type { PauseReason } from "../../../shared/protocol/pause-reasons.ts";
import type { MonotonicClock } from "../../ports/arena.ts";
import { EndpointError } from "./endpoint-error.ts";

/** First pause after a failure that may pass, doubled each time up to the second figure; after one that somebody has to mend, the second. */
const PAUSE_MS = [15_000, 300_000] as const;

/** Why and for how long nothing is asked of an endpoint. */
export interface EndpointFailure {
  /** For everybody, */
  readonly reason: PauseReason;
  /** and for the log alone. */
  readonly detail: string;
  readonly ms: number;
}

/** When an endpoint that fails is to be asked again. */
export interface EndpointPause {
  /** By the clock it was given; in the past while nothing pauses. */
  readonly until: number;
  /**
   * To be called before a call is made.
   * @returns to be called when that call fails. Calls that fail side by side are one failure
   */
  calling(): (error: unknown) => EndpointFailure;
  /** A call went well: there is no pause, and the next failure is the first. */
  succeeded(): void;
}

export function endpointPause(now: MonotonicClock): EndpointPause {
  let failures = 0;
  let until = 0;
  return {
    get until() {
      return until;
    },
    calling() {
      const before = failures;
      return (error) => {
        const known = error instanceof EndpointError ? error : null;
        const mayPass = known?.passing ?? false;
        const own = mayPass ? Math.min(PAUSE_MS[1], PAUSE_MS[0] * 2 ** before) : PAUSE_MS[1];
        const ms = Math.max(own, known?.retryAfterMs ?? 0);
        if (mayPass) failures = before + 1;
        until = Math.max(until, now() + ms);
        return {
          reason: known?.problem ?? "failed",
          detail: error instanceof Error ? error.message : String(error),
          ms,
        };
      };
    },
    succeeded() {
      failures = 0;
      until = 0;
    },
  };
}
