import type { PauseReason } from "../../../shared/protocol/pause-reasons.ts";

export type EndpointProblem = Exclude<PauseReason, "unset" | "failed">;

/** Why an endpoint gave no usable answer. The message says what to do and never holds the key. */
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
