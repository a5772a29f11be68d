import type { Page } from "playwright-core";
import { type FrameIntervals, MEASURED_PHASES, type MeasuredPhase } from "./frames-report.ts";

const PATIENCE_MS = 60_000;

/** Runs inside the page, before its own scripts: files every interval under the phase that the page shows. */
const RECORDER = `{
  const intervals = (window.frameIntervals = {});
  let last = null;
  const frame = (at) => {
    const phase = document.body?.dataset.phase;
    if (last !== null && phase !== undefined) (intervals[phase] ??= []).push(at - last);
    last = at;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
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

export async function recordedFrames(page: Page): Promise<FrameIntervals> {
  const found = await page.evaluate<Partial<FrameIntervals>>("window.frameIntervals");
  const missing = MEASURED_PHASES.filter((phase) => (found[phase] ?? []).length === 0);
  if (missing.length > 0) throw new Error(`the page drew no frame in ${missing.join(", ")}`);
  return found as FrameIntervals;
}

export const rendererOf = (page: Page): Promise<string> => page.evaluate<string>(RENDERER);
