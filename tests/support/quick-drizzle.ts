import { resolveOnce } from "../../server/tune-node.ts";

/**
 * Loaded by tests' workers, and by the servers and commands that they start, before anything else: resolving the files of this package would take
 * half a second of processor time in every process.
 */
resolveOnce("drizzle-orm");
