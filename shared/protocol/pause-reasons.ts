/**
 * Why a model behind an endpoint pauses, as everybody may know it, since the lab is open to all. The server's log alone says what
 * exactly happened, with addresses and what the endpoint answered.
 */
export const PAUSE_REASONS = [
  "unreachable",
  "timeout",
  "unauthorized",
  "refused",
  "busy",
  /** Its account has nothing left to spend. */
  "quota",
  "broken",
  "garbage",
  /** It spends all of its room on thinking. */
  "thinking",
  "budget",
  /** It isn't set up on this server. */
  "unset",
  "failed",
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** The reason of a stored pause. Earlier servers stored all that had happened; nobody is told that, and it counts as "failed". */
export function pauseReason(stored: string): PauseReason {
  return PAUSE_REASONS.find((reason) => reason === stored) ?? "failed";
}
