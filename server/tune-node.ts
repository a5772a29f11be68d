import { type ResolveFnOutput, registerHooks } from "node:module";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const EVERY_MS = 15_000;
/** Below this share of a core nothing is going on that a pause of some 40 ms would disturb. */
const CALM = 0.2;
/** How many times what the last collection left the heap may hold. */
const GROWTH = 1.5;

/**
 * Collects garbage when a busy time is over. V8 collects by how much is allocated. So what a flood of requests leaves
 * behind, buffers outside the heap included, would stay until the next flood, on a laptop that also trains a model.
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
 * Makes a package of many files load quickly. Node reads a package's whole package.json for every file that it
 * resolves in the package and for every import of it. Drizzle's has 180 kB, and resolving its hundred files takes
 * longer than loading the rest of the program. So what a file of the package imports by a relative path is taken as
 * it stands, and an import by the package's name is resolved once.
 */
export function resolveOnce(packageName: string): void {
  const inside = `/node_modules/${packageName}/`;
  const known = new Map<string, ResolveFnOutput>();
  registerHooks({
    resolve(specifier, context, next) {
      if (context.conditions.includes("require")) return next(specifier, context); // CommonJS gets other files
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
