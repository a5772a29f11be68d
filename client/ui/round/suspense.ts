/** How long a result is held back after its reveal began. */
const SUSPENSE_MS = 1_800;
/** A reveal shorter than this shows its result at once. */
const SHORTEST_REVEAL_MS = 5_000;

/** Milliseconds between the beginning of a reveal with `remainingMs` left (-1: no limit) and its result. */
export function suspenseMs(remainingMs: number): number {
  return remainingMs >= 0 && remainingMs < SHORTEST_REVEAL_MS ? 0 : SUSPENSE_MS;
}
