import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";

/** Only what a headless browser needs in a container without a GPU; WebGL then runs on SwiftShader. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-unsafe-swiftshader",
];
const ADVICE = "Run npm ci without --omit=dev, or set CHROME_PATH to a Chrome or Chromium";

/**
 * `CHROME_PATH`, else the Chromium inside the dev dependency, which runs on Linux.
 * Rejects with what to do when there is none, or when the dev dependencies are not installed.
 */
export async function launchBrowser(environment: Readonly<Record<string, string | undefined>>): Promise<Browser> {
  const { chromium } = await import("playwright-core").catch((cause: unknown) => {
    throw new Error("playwright-core is not installed. Run npm ci without --omit=dev", { cause });
  });
  const executablePath = environment.CHROME_PATH ?? (await bundledChromium());
  if (!existsSync(executablePath)) throw new Error(`There is no browser at ${executablePath}. ${ADVICE}`);
  return chromium.launch({ executablePath, args: FLAGS });
}

async function bundledChromium(): Promise<string> {
  try {
    const { default: bundled } = await import("@sparticuz/chromium");
    return await bundled.executablePath();
  } catch (cause) {
    throw new Error(`There is no browser. ${ADVICE}`, { cause });
  }
}
