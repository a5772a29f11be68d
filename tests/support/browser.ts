import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import bundled from "@sparticuz/chromium";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

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

export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1, hasTouch: true, isMobile: true };
export const LAPTOP = { viewport: { width: 1280, height: 800 } };
export const PROJECTOR = { viewport: { width: 1920, height: 1080 } };

/** `CHROME_PATH`, else the Chromium inside the dev dependency, which runs on Linux. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROME_PATH ?? (await bundled.executablePath());
  if (!existsSync(executablePath)) throw new Error(`There is no browser at ${executablePath}: set CHROME_PATH`);
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A page of its own visitor, with every error that the page reports collected in `faults`. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: readonly string[];
}

export async function visit(
  browser: Browser,
  url: string,
  device: Parameters<Browser["newContext"]>[0] = LAPTOP,
): Promise<Visitor> {
  const context = await browser.newContext({ locale: "en-GB", ...device });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  await page.goto(url);
  return { page, context, faults };
}

/** Takes numbered screenshots into one temporary folder. */
export function screenshots(name: string): { folder: string; take(page: Page, what: string): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), `thumbwar-${name}-`));
  mkdirSync(folder, { recursive: true });
  let taken = 0;
  return {
    folder,
    async take(page, what) {
      taken += 1;
      const shot = { path: join(folder, `${String(taken).padStart(2, "0")}-${what}.png`) };
      // Chromium on a busy machine sometimes has no picture at the first try; a picture is no assertion.
      await page.screenshot(shot).catch(() => page.screenshot(shot));
    },
  };
}
