import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { exclusively } from "../../../store/postgres/embedded/exclusively.ts";

export const MEASURED_PHASES = ["rapid", "showdown", "reveal", "intermission"] as const;
export type MeasuredPhase = (typeof MEASURED_PHASES)[number];

/** By phase, one number a frame: milliseconds since the frame before, and milliseconds of them in the page's own callbacks. */
export type FrameTimes = Readonly<
  Record<MeasuredPhase, { readonly intervals: readonly number[]; readonly scripts: readonly number[] }>
>;

/** Seconds of a processor that the browser has used so far: its pages' processes, and the one that draws. */
export interface ProcessorTime {
  readonly page: number;
  readonly drawing: number;
}

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

/** It unpacks itself at its first use, into one file for all: whoever finds that file half written could not start it. */
const UNPACKING = join(tmpdir(), "thumbwar-chromium.lock");
const UNPACKED_WITHIN_MS = 60_000;

async function bundledChromium(): Promise<string> {
  try {
    const { default: bundled } = await import("@sparticuz/chromium");
    return await exclusively(UNPACKING, UNPACKED_WITHIN_MS, () => bundled.executablePath());
  } catch (cause) {
    throw new Error(`There is no browser. ${ADVICE}`, { cause });
  }
}

const PATIENCE_MS = 60_000;

/**
 * Runs inside the page, before its own scripts. For every frame it notes, under the phase that the page shows, the time since the
 * frame before and the time that the page's own callbacks ran. For WebGL these callbacks give the commands; the drawing itself
 * comes later.
 */
const RECORDER = `{
  const recorded = (window.recordedFrames = {});
  const native = requestAnimationFrame.bind(window);
  let script = 0;
  window.requestAnimationFrame = (callback) =>
    native((at) => {
      const start = performance.now();
      try {
        callback(at);
      } finally {
        script += performance.now() - start;
      }
    });
  let last = null;
  const frame = (at) => {
    const phase = document.body?.dataset.phase;
    if (last !== null && phase !== undefined) {
      const here = (recorded[phase] ??= { intervals: [], scripts: [] });
      here.intervals.push(at - last);
      here.scripts.push(script);
    }
    last = at;
    script = 0;
    native(frame);
  };
  native(frame);
}`;

/** What draws WebGL; "" when the browser does not say. */
const RENDERER = `{
  const gl = document.createElement("canvas").getContext("webgl");
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  String(info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : "");
}`;

/** To be called before the page is opened. */
export async function recordFrames(page: Page): Promise<void> {
  await page.addInitScript({ content: RECORDER });
}

export async function showsPhase(page: Page, phase: MeasuredPhase): Promise<void> {
  await page.locator(`body[data-phase="${phase}"]`).waitFor({ timeout: PATIENCE_MS });
}

export async function recordedFrames(page: Page): Promise<FrameTimes> {
  const found = await page.evaluate<Partial<FrameTimes>>("window.recordedFrames");
  const missing = MEASURED_PHASES.filter((phase) => (found[phase]?.intervals ?? []).length === 0);
  if (missing.length > 0) throw new Error(`the page drew no frame in ${missing.join(", ")}`);
  return found as FrameTimes;
}

/** Processor time so far. Other programs on the machine don't make it longer, as they do time on the clock. */
export async function processorTime(browser: Browser): Promise<ProcessorTime> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const of = (type: string): number => processInfo.reduce((sum, one) => sum + (one.type === type ? one.cpuTime : 0), 0);
  return { page: of("renderer"), drawing: of("GPU") };
}

export const rendererOf = (page: Page): Promise<string> => page.evaluate<string>(RENDERER);
