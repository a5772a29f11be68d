import type { PauseReason } from "../../../shared/protocol/pause-reasons.ts";

/** What went wrong with a request; the other reasons to pause are not a request's. */
export type EndpointProblem = Exclude<PauseReason, "unset" | "failed">;

/** Why an endpoint gave no usable answer. The message says what to do. A chat client lets none out whose message it has not cleaned of secrets. */
export class EndpointError extends Error {
  override readonly name = "EndpointError";
  readonly problem: EndpointProblem;
  /** How long the endpoint asked to be left alone, milliseconds; null when it said nothing. */
  readonly retryAfterMs: number | null;

  constructor(problem: EndpointProblem, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may go through a little later. */
  get passing(): boolean {
    return PASSING.has(this.problem);
  }
}

const PASSING: ReadonlySet<EndpointProblem> = new Set(["unreachable", "timeout", "busy", "broken", "garbage"]);

/** Nobody is left alone for longer, whatever a header says. */
const LONGEST_WAIT_MS = 86_400_000;

/** Milliseconds that a `Retry-After` header asks to wait (RFC 9110, 10.2.3: seconds or a date), a day at most; null without a usable one. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const isNumber = /^\s*-?\d+(\.\d+)?\s*$/.test(header);
  const wait = isNumber ? Number(header) * 1000 : Math.max(0, Date.parse(header) - now);
  return wait >= 0 ? Math.min(wait, LONGEST_WAIT_MS) : null;
}
