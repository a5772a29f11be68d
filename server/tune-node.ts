import { type ResolveFnOutput, registerHooks } from "node:module";
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

/**
 * Makes loading a package of many files quick. Node reads a package's whole package.json for every file that it resolves in it and
 * for every import of it. Drizzle's has 180 kB, and resolving its hundred files takes longer than loading the rest of the
 * program. Files that a package of ES modules imports from itself are where they say; what its name leads to is asked once.
 */
export function resolveOnce(packageName: string): void {
  const inside = `/node_modules/${packageName}/`;
  const known = new Map<string, ResolveFnOutput>();
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL = "" } = context;
      if (/^\..*\.js$/.test(specifier) && parentURL.includes(inside) && parentURL.endsWith(".js")) {
        return { url: new URL(specifier, parentURL).href, format: "module", shortCircuit: true };
      }
      if (specifier !== packageName && !specifier.startsWith(`${packageName}/`)) return next(specifier, context);
      const found = known.get(specifier) ?? next(specifier, context);
      known.set(specifier, found);
      return { ...found, shortCircuit: true };
    },
  });
}
