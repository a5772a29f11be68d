import { EndpointError } from "../endpoint/endpoint-error.ts";

/** First pause after a failure that may pass, doubled each time up to the second figure; after one that somebody has to mend, the second. */
const PAUSE_MS = [15_000, 300_000] as const;

export interface EndpointPause {
  readonly reason: string;
  readonly ms: number;
  /** Whether it may pass by itself. */
  readonly passing: boolean;
}

/** @param failures those that may pass, one after the other, before this one */
export function pauseAfter(error: unknown, failures: number): EndpointPause {
  const reason = error instanceof Error ? error.message : String(error);
  const passing = error instanceof EndpointError && error.passing;
  const own = passing ? Math.min(PAUSE_MS[1], PAUSE_MS[0] * 2 ** failures) : PAUSE_MS[1];
  const asksFor = error instanceof EndpointError ? (error.retryAfterMs ?? 0) : 0;
  return { reason, passing, ms: Math.max(own, asksFor) };
}
