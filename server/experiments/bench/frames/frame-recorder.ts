import type { Browser, Page } from "playwright-core";
import { type FrameTimes, MEASURED_PHASES, type MeasuredPhase } from "./frames-report.ts";

const PATIENCE_MS = 60_000;

/**
 * Runs inside the page, before its own scripts: files under the phase that the page shows how long every frame took to come,
 * and how long the page's own callbacks of that frame ran. Of a picture that WebGL draws, the latter holds the
 * commands and not the drawing.
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

/** Seconds of a processor that the browser has used so far: its pages' processes, and the one that draws. */
export interface ProcessorTime {
  readonly page: number;
  readonly drawing: number;
}

/** Unlike time on the clock, this is not longer because other programs want the processor too. */
export async function processorTime(browser: Browser): Promise<ProcessorTime> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const of = (type: string): number => processInfo.reduce((sum, one) => sum + (one.type === type ? one.cpuTime : 0), 0);
  return { page: of("renderer"), drawing: of("GPU") };
}

export const rendererOf = (page: Page): Promise<string> => page.evaluate<string>(RENDERER);
