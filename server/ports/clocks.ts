/** Milliseconds that only go forward, from an origin that means nothing, whatever is done to the computer's clock: for durations and deadlines. */
export type MonotonicClock = () => number;

/** Milliseconds since 1970 by the computer's clock, which is set back and forth: for dates alone. */
export type WallClock = () => number;
