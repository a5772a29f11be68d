import { mkdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { beforeAll } from "vitest";
import type { Addresses } from "../../shared/protocol/sessions.ts";
import type { RoomView } from "../../shared/round/view.ts";
import type {} from "./projector-page/show-views.ts";

const ROOT = fileURLToPath(new URL("./projector-page", import.meta.url));
const BUILT = fileURLToPath(new URL("../../.cache/projector-page", import.meta.url));
const PUBLIC = fileURLToPath(new URL("../../client/public", import.meta.url));
const ADDRESS = "http://projector.test";
const ADDRESSES: Addresses = { publicUrl: null, addresses: [{ address: "192.168.178.100", card: "eth0" }] };
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

interface Visitors {
  newContext(options: BrowserContextOptions): Promise<import("playwright-core").BrowserContext>;
}

/** The real projector on a page without a server, for the tests of a file: it shows whatever views a test hands it. */
export function withProjectorPage(browser: Visitors): {
  /** @param options `gate`: opens the card that asks for sound, after a script that makes the browser look like a person's */
  open(
    viewport: { width: number; height: number },
    options?: BrowserContextOptions & { readonly gate?: string },
  ): Promise<ProjectorPage>;
} {
  beforeAll(async () => {
    mkdirSync(BUILT, { recursive: true });
    await build({
      ...{ root: ROOT, publicDir: PUBLIC, configFile: false, logLevel: "error" },
      build: { outDir: BUILT, emptyOutDir: true, target: "es2022", minify: false, chunkSizeWarningLimit: 8_000 },
    });
  });
  return {
    async open(viewport, { gate, ...options } = {}) {
      const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", viewport, ...options });
      await context.route(`${ADDRESS}/**`, async (route) => {
        const { pathname } = new URL(route.request().url());
        if (pathname === "/api/addresses") return route.fulfill({ json: ADDRESSES });
        const path = join(BUILT, pathname === "/" ? "index.html" : pathname);
        await route.fulfill({ body: readFileSync(path), contentType: TYPES[extname(path)] ?? "text/plain" });
      });
      if (gate !== undefined) await context.addInitScript({ content: gate });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      await page.goto(`${ADDRESS}/?e2e${gate === undefined ? "" : "&gate"}`);
      await page.waitForFunction(() => typeof window.showView === "function");
      return {
        page,
        faults,
        show: (view, banner = "") =>
          page.evaluate(([json, text]) => window.showView(json!, text!), [
            JSON.stringify({ ...view, players: [...view.players] }),
            banner,
          ] as const),
        close: () => context.close(),
      };
    },
  };
}

export interface ProjectorPage {
  readonly page: Page;
  readonly faults: readonly string[];
  /** @param banner what holds the game up, "" for nothing */
  show(view: RoomView, banner?: string): Promise<void>;
  close(): Promise<void>;
}
