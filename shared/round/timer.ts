/** Time left in a phase: running towards an instant, or held by a pause. Milliseconds of one clock, whose origin doesn't matter. */
export type Timer = { readonly endsAt: number } | { readonly leftMs: number };

export function startTimer(durationMs: number, now: number): Timer {
  return { endsAt: now + durationMs };
}

export function isHeld(timer: Timer): boolean {
  return "leftMs" in timer;
}

export function hold(timer: Timer, now: number): Timer {
  return { leftMs: timeLeft(timer, now) };
}

export function release(timer: Timer, now: number): Timer {
  return startTimer(timeLeft(timer, now), now);
}

export function extend(timer: Timer, byMs: number): Timer {
  return "leftMs" in timer ? { leftMs: timer.leftMs + byMs } : { endsAt: timer.endsAt + byMs };
}

export function timeLeft(timer: Timer, now: number): number {
  return "leftMs" in timer ? timer.leftMs : Math.max(0, timer.endsAt - now);
}
