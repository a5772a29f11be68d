/** A phase's time as the server stated it and the local instant (monotonic milliseconds) at which that arrived. */
export interface Countdown {
  readonly key: string;
  readonly phase: string;
  /** -1: no limit. */
  readonly remainingMs: number;
  /** The most that was left in this phase, milliseconds. */
  readonly wholeMs: number;
  readonly receivedAt: number;
  readonly paused: boolean;
}

interface Timed {
  readonly phase: string;
  readonly round: number;
  readonly remainingMs: number;
  readonly paused: boolean;
}

const HURRY_S = 5;

/** Starts again only when the server stated something new, since a patch about something else must not add time. */
export function nextCountdown(previous: Countdown | null, view: Timed, now: number): Countdown {
  const { remainingMs, paused } = view;
  const phase = `${view.phase}/${view.round}`;
  const key = `${phase}/${remainingMs}/${paused}`;
  if (previous?.key === key) return previous;
  const before = previous?.phase === phase ? previous.wholeMs : 1;
  return { key, phase, remainingMs, wholeMs: Math.max(before, remainingMs), receivedAt: now, paused };
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

/** How much of the bar is left, 0-1; 0 without a limit. */
export const shareLeft = (countdown: Countdown, now: number): number =>
  Math.min(1, (msLeft(countdown, now) ?? 0) / countdown.wholeMs);

/** Whether the last seconds run. */
export function isHurried(countdown: Countdown, now: number): boolean {
  const seconds = secondsLeft(countdown, now);
  return seconds !== null && seconds <= HURRY_S && !countdown.paused;
}
