import { type ResolveFnOutput, registerHooks } from "node:module";

/**
 * Loaded by tests' workers, and by the servers and commands that they start, before anything else. The `package.json` of drizzle-orm
 * has 179 kB, and Node reads all of it anew for each of the package's 200 modules and for each import of one: half a second of
 * processor time in every process. What it says of them is always the same, and is remembered here.
 */
const PACKAGE = "drizzle-orm";
const INSIDE = `/node_modules/${PACKAGE}/`;

const known = new Map<string, ResolveFnOutput>();
registerHooks({
  resolve(specifier, context, next) {
    if (context.conditions.includes("require")) return next(specifier, context); // CommonJS gets other files
    const isInside = specifier.startsWith(".") && context.parentURL?.includes(INSIDE) === true;
    if (isInside && specifier.endsWith(".js"))
      return { url: new URL(specifier, context.parentURL).href, format: "module", shortCircuit: true };
    if (specifier !== PACKAGE && !specifier.startsWith(`${PACKAGE}/`)) return next(specifier, context);
    const found = known.get(specifier) ?? next(specifier, context);
    known.set(specifier, found);
    return { ...found, shortCircuit: true };
  },
});
