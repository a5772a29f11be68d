import { fileURLToPath } from "node:url";
import { build } from "vite";

const CONFIG = fileURLToPath(new URL("../../vite.config.ts", import.meta.url));

/** Builds the client's pages into the folder that the web process serves. */
export async function buildClient(): Promise<void> {
  await build({ configFile: CONFIG, logLevel: "error" });
}
