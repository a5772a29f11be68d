import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { BusEvent } from "../ports/arena.ts";
import type { Stores } from "../ports/stores.ts";
import { StartModelChanged } from "./start/start-version.ts";
import type { TrainingCycle } from "./training-cycle.ts";

/** Without a notification, how long until the pool and the comparisons are looked at again. */
const POLL_MS = 1_000;
/** While one state lasts, how often it says that it's alive. */
const BEAT_MS = 5_000;
/** After these there may be something to do. */
const WAKING: ReadonlySet<BusEvent["type"]> = new Set(["round_closed", "policy_rolled_back", "exhibit_asked"]);
/** Pause after a failure, doubled each time up to the second figure. */
const RETRY_MS = [500, 15_000] as const;

/**
 * Learns whenever a round closes and keeps the pool filled, until told to stop. A failure (the database is away, the disk
 * is full) is logged and tried again with growing pauses: what was not finished is rebuilt from what is stored.
 */
export async function runTrainer(
  cycle: TrainingCycle,
  stores: Stores,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  let resting = new AbortController();
  const wake = () => resting.abort();
  async function rest(ms: number): Promise<void> {
    resting = new AbortController();
    await sleep(ms, undefined, { signal: resting.signal }).catch(() => {}); // woken
  }
  const stopListening = await stores.bus.listen((event) => {
    if (WAKING.has(event.type)) wake();
  }, wake);
  const beat = setInterval(() => void cycle.beat().catch(() => {}), BEAT_MS);
  signal.addEventListener("abort", wake);
  let opened = false;
  let pause: number = RETRY_MS[0];
  while (!signal.aborted) {
    try {
      if (!opened) await cycle.open();
      opened = true;
      const busy = (await cycle.learn()) || (await cycle.refill());
      pause = RETRY_MS[0];
      if (!busy && !signal.aborted) await rest(POLL_MS);
    } catch (error) {
      if (signal.aborted) break;
      if (error instanceof StartModelChanged) throw error; // waiting changes nothing
      log.error({ err: error, retryMs: pause }, "Training failed; trying again from what is stored");
      opened = false;
      await rest(pause);
      pause = Math.min(RETRY_MS[1], pause * 2);
    }
  }
  clearInterval(beat);
  await stopListening();
}
