import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, vi } from "vitest";
import { launchBrowser } from "../../server/experiments/bench/frames/measured-browser.ts";
import { buildClient } from "./built-client.ts";

export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1, hasTouch: true, isMobile: true };
export const LAPTOP = { viewport: { width: 1280, height: 800 } };
export const PROJECTOR = { viewport: { width: 1920, height: 1080 } };

/** Without animations that tests would wait for. */
export const CALM = { ...LAPTOP, reducedMotion: "reduce" } as const;

/** Software rendering of several pages on a busy machine takes its time. */
const PATIENCE_MS = 60_000;
const TEST_MS = 300_000;

/** A browser and the built client, for the tests of a file. */
export function withBrowser(): Pick<Browser, "newContext"> {
  let browser: Browser;
  vi.setConfig({ testTimeout: TEST_MS });
  beforeAll(async () => {
    [browser] = await Promise.all([launchBrowser(process.env), buildClient()]);
  });
  afterAll(() => browser?.close());
  return { newContext: (options) => browser.newContext(options) };
}

/** Ten frames a second, not sixty: a software renderer takes most of the processor's time for pictures that nobody sees. */
const FEW_FRAMES = () => {
  window.requestAnimationFrame = (draw) => window.setTimeout(() => draw(performance.now()), 100);
  window.cancelAnimationFrame = (frame) => window.clearTimeout(frame);
};

/** A page of its own visitor, with every error that the page reports collected in `faults`. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: readonly string[];
}

/** @param script runs in every page of the visitor before the page's own scripts */
export async function visit(
  browser: Pick<Browser, "newContext">,
  url: string,
  device: Parameters<Browser["newContext"]>[0] = LAPTOP,
  script = "",
): Promise<Visitor> {
  const context = await browser.newContext({ locale: "en-GB", ...device });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(FEW_FRAMES);
  await context.addInitScript({ content: script });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  await page.goto(url);
  return { page, context, faults };
}

/** Takes numbered screenshots into `.cache/screenshots/NAME`, in the place of those of the run before. */
export function screenshots(name: string): { folder: string; take(page: Page, what: string): Promise<void> } {
  const folder = fileURLToPath(new URL(`../../.cache/screenshots/${name}/`, import.meta.url));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  console.log(`Screenshots: ${folder}`);
  let taken = 0;
  return {
    folder,
    async take(page, what) {
      taken += 1;
      const shot = { path: join(folder, `${String(taken).padStart(2, "0")}-${what}.png`) };
      // Chromium on a busy machine sometimes has no picture yet.
      await expect.poll(() => page.screenshot(shot).catch(String)).toBeInstanceOf(Buffer);
    },
  };
}
