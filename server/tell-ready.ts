/** What a process says to the one that started it once it is of use. */
export const READY = "ready";

/** Says so; a process that nobody watches over says it to nobody. */
export function tellReady(): void {
  process.send?.(READY);
}
