import type { Verdict } from "../../../shared/round/votes/verdict.ts";

const KEYS: Readonly<Record<string, Verdict>> = {
  "1": "a",
  "2": "b",
  "3": "tie",
  "4": "bothBad",
  ArrowLeft: "a",
  ArrowRight: "b",
  ArrowUp: "tie",
  ArrowDown: "bothBad",
};

export function verdictOfKey(key: string): Verdict | null {
  return Object.hasOwn(KEYS, key) ? (KEYS[key] ?? null) : null;
}

/** Shortest swipe in CSS pixels; below it a touch is a tap or a scroll. */
const SWIPE = 60;

/** Left is A, right B, up a tie, down both bad: the same directions as the arrow keys. Null when too short or diagonal. */
export function verdictOfSwipe(dx: number, dy: number): Verdict | null {
  const [long, short] = Math.abs(dx) >= Math.abs(dy) ? [dx, dy] : [dy, dx];
  if (Math.abs(long) < SWIPE || Math.abs(long) < 1.6 * Math.abs(short)) return null;
  if (long === dx) return dx < 0 ? "a" : "b";
  return dy < 0 ? "tie" : "bothBad";
}
