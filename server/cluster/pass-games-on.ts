import { setTimeout as sleep } from "node:timers/promises";
import type { Stores } from "../ports/stores.ts";
import type { ColyseusCluster } from "./open-cluster.ts";

/** A process that stops waits for its rooms' next breaks for this long, and looks this often whether there is still somebody to take them. */
const HAND_OVER_MS = 120_000;
const STILL_OTHERS_MS = 2_000;
/** A node whose name nobody has for this long is gone. */
const SURELY_GONE_MS = 1_200;

interface PassingLog {
  info(message: string): void;
  warn(context: object, message: string): void;
}

/**
 * Hands the games of a process that stops to the others, each at its break. Resolves at once where this process is known to be alone, and when
 * the signal is aborted.
 * @param moveAll moves every room within so many milliseconds, and tells how many are left
 */
export async function handOver(
  cluster: ColyseusCluster | null,
  moveAll: (withinMs: number, signal: AbortSignal) => Promise<number>,
  atOnce: AbortSignal,
  log: PassingLog,
): Promise<void> {
  if (cluster === null) return;
  const away = (error: unknown) => log.warn({ err: error }, "Redis doesn't say which other web processes there are");
  await cluster.leave().catch(away);
  // Where Redis is away there may be others all the same: they take what is let go.
  const others = await cluster.others().catch(away);
  if (others?.length === 0) return;
  log.info("Handing the games over to the other web processes");
  const alone = new AbortController();
  const watch = setInterval(async () => {
    const others = await cluster.others().catch(() => null);
    if (others?.length === 0) alone.abort();
  }, STILL_OTHERS_MS);
  const left = await moveAll(HAND_OVER_MS, AbortSignal.any([atOnce, alone.signal]));
  clearInterval(watch);
  if (left > 0) log.warn({ rooms: left }, "Not all games could be handed over");
}

/**
 * Frees the games of a node whose process is gone; false where it may still run. A process that was killed has lost its name at once; one whose
 * connection broke a moment ago has it again soon.
 * @param processId by which the others know it
 */
export async function takeOver(
  cluster: ColyseusCluster | null,
  { isNodeClaimed, leases }: Pick<Stores, "isNodeClaimed" | "leases">,
  { node, processId }: { readonly node: string; readonly processId: string },
  log: PassingLog,
): Promise<boolean> {
  for (const pauseMs of [0, SURELY_GONE_MS]) {
    await sleep(pauseMs, undefined, { ref: false });
    if (cluster === null || node === "" || (await isNodeClaimed(node))) return false;
  }
  log.warn({ node }, "A web process is gone; its games go on in others");
  await cluster?.driver.cleanup?.(processId);
  await leases.releaseOf(node);
  return true;
}
