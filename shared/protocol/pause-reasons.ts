/**
 * Why a model behind an endpoint rests, as everybody may know it: the lab is open to all. What exactly happened, with addresses and
 * what the endpoint said, stands in the server's log alone.
 */
export const PAUSE_REASONS = [
  "unreachable",
  "timeout",
  "unauthorized",
  "refused",
  "busy",
  "broken",
  "garbage",
  "budget",
  /** It, or what was named, isn't there on this server. */
  "unset",
  "failed",
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** The reason that a stored text stands for: earlier servers stored all that had happened, and that is told to nobody. */
export function pauseReason(stored: string): PauseReason {
  return PAUSE_REASONS.find((reason) => reason === stored) ?? "failed";
}
