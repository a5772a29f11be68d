import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const EVERY_MS = 15_000;
/** Share of a core below which nothing is going on that a pause of some 40 ms would disturb. */
const CALM = 0.2;
/** What the heap may hold beyond what was alive at the last collection. */
const GROWTH = 1.5;

/**
 * Collects garbage when a busy time is over. V8 does so by how much is allocated, so that what a flood of requests leaves behind, buffers outside
 * of the heap included, would stay until the next one, on a laptop that has a model to train as well.
 */
export function collectWhenCalm(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let alive = process.memoryUsage().heapUsed;
  let before = process.cpuUsage();
  setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    const isCalm = user + system < CALM * EVERY_MS * 1000;
    if (!isCalm || process.memoryUsage().heapUsed < GROWTH * alive) return;
    collect();
    alive = process.memoryUsage().heapUsed;
  }, EVERY_MS).unref();
}
