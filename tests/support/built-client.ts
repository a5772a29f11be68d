import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildClientIfStale } from "../../server/build-client.ts";
import { exclusively } from "../../server/store/postgres/embedded/exclusively.ts";

const CACHE = fileURLToPath(new URL("../../.cache", import.meta.url));
const PATIENCE_MS = 100_000;

/** Builds the client's pages into the folder that the web process serves, once for the files of a run that are tested side by side. */
export async function buildClient(): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  await exclusively(join(CACHE, "client-build.lock"), PATIENCE_MS, buildClientIfStale);
}
