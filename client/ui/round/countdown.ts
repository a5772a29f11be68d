/** A phase's time as the server stated it and the local instant (monotonic milliseconds) at which that arrived. */
export interface Countdown {
  readonly key: string;
  /** -1: no limit. */
  readonly remainingMs: number;
  readonly receivedAt: number;
  readonly paused: boolean;
}

interface Timed {
  readonly phase: string;
  readonly round: number;
  readonly remainingMs: number;
  readonly paused: boolean;
}

/** Starts again from receipt only when the server stated something new: a patch about something else must not add time. */
export function nextCountdown(previous: Countdown | null, view: Timed, now: number): Countdown {
  const key = `${view.phase}/${view.round}/${view.remainingMs}/${view.paused}`;
  if (previous?.key === key) return previous;
  return { key, remainingMs: view.remainingMs, receivedAt: now, paused: view.paused };
}

/** Milliseconds left at `now`, never negative; null without a limit. */
export function msLeft(countdown: Countdown, now: number): number | null {
  if (countdown.remainingMs < 0) return null;
  const elapsed = countdown.paused ? 0 : now - countdown.receivedAt;
  return Math.max(0, countdown.remainingMs - elapsed);
}

/** What a clock face shows: whole seconds, rounded up so that 0 means over; null without a limit. */
export function secondsLeft(countdown: Countdown, now: number): number | null {
  const left = msLeft(countdown, now);
  return left === null ? null : Math.ceil(left / 1000);
}
