import { sitePath } from "./site-path.ts";

/** The part of a connection that is watched. */
interface Line {
  /** Asks the other side for a sign of life. */
  ping(onAnswer: () => void): void;
}

/** A sign of life is asked for this often, and waited for this long: a dead line is known within 13 seconds. */
const EVERY_MS = 5_000;
const WAIT_MS = 8_000;

/**
 * Notices that a line is dead which nobody has closed: a phone that changed its network or slept, a router that forgot it. Browsers
 * themselves would wait for minutes.
 *
 * @param onDead called once
 * @returns stops watching
 */
export function watchLine(line: Line, onDead: () => void): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    if (waiting !== undefined) return;
    waiting = setTimeout(() => {
      stop();
      onDead();
    }, WAIT_MS);
    line.ping(() => {
      clearTimeout(waiting);
      waiting = undefined;
    });
  };
  // A phone that wakes up asks at once.
  const woken = (): void => {
    if (document.visibilityState === "visible") ask();
  };
  const timer = setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", woken);
  window.addEventListener("online", woken);
  function stop(): void {
    clearTimeout(waiting);
    clearInterval(timer);
    document.removeEventListener("visibilitychange", woken);
    window.removeEventListener("online", woken);
  }
  return stop;
}

/** Connections that a browser keeps open to one server, and how long one of them may take to answer. */
const KEPT = 6;
const ANSWER_MS = 2_500;

/** Makes the browser drop the idle connections that died with the line. It would ask the next request on one of them, and wait. */
export async function dropDeadConnections(): Promise<void> {
  const ask = (i: number) =>
    fetch(sitePath(`/thumb.svg?${i}`), { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
  await Promise.allSettled(Array.from({ length: KEPT }, (_, i) => ask(i)));
}
