import { type ResolveFnOutput, registerHooks } from "node:module";

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
