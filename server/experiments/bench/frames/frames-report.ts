import { median, quantile } from "../../figures.ts";
import { formatTable } from "../../terminal/table.ts";
import type { Circumstances } from "../browser-and-arena.ts";
import { type FrameTimes, MEASURED_PHASES, type MeasuredPhase, type ProcessorTime } from "./measured-browser.ts";

interface Spread {
  readonly median: number;
  readonly p95: number;
}

export interface PhaseFrames {
  readonly phase: MeasuredPhase;
  readonly frames: number;
  /** Milliseconds between frames. */
  readonly interval: Spread;
  /** Milliseconds that JavaScript ran in a frame. */
  readonly script: Spread;
  /** Mean milliseconds of processor time a frame: of the page's process, and of the process that draws. */
  readonly processor: ProcessorTime;
}

export interface PageFrames {
  readonly page: string;
  /** Width and height in CSS pixels, and device pixels of one. */
  readonly size: string;
  readonly phases: readonly PhaseFrames[];
}

export interface FramesReport extends Circumstances {
  readonly seconds: number;
  readonly players: number;
  /** What draws WebGL, in the browser's words. */
  readonly renderer: string;
  readonly pages: readonly PageFrames[];
}

/** @param used seconds of a processor by phase */
export function phaseFrames(
  times: FrameTimes,
  used: Readonly<Record<MeasuredPhase, ProcessorTime>>,
): readonly PhaseFrames[] {
  const spread = (values: readonly number[]): Spread => ({ median: median(values), p95: quantile(values, 0.95) });
  return MEASURED_PHASES.map((phase) => {
    const { intervals, scripts } = times[phase];
    const frames = intervals.length;
    const perFrame = (seconds: number): number => (1_000 * seconds) / frames;
    const processor = { page: perFrame(used[phase].page), drawing: perFrame(used[phase].drawing) };
    return { phase, frames, interval: spread(intervals), script: spread(scripts), processor };
  });
}

export function describeFrames(report: FramesReport): string {
  const rows = report.pages.flatMap(({ page, phases }) =>
    phases.map(({ phase, frames, interval, script, processor }) => [
      `${page}, ${phase}`,
      String(frames),
      ...[interval.median, interval.p95, script.median, script.p95, processor.page, processor.drawing].map((ms) =>
        ms.toFixed(1),
      ),
    ]),
  );
  const sizes = report.pages.map(({ page, size }) => `${page} ${size}`).join("; ");
  return [
    `Time between animation frames, and JavaScript in each, in headless ${report.browser}: ${sizes}.`,
    `One page at a time, ${report.seconds} s a phase, ${report.players} players; server, players and browser share ${report.cores} cores ` +
      `(load ${report.load.map((load) => load.toFixed(1)).join(" before, ")} after).`,
    `The browser has no GPU: the processor draws everything (${report.renderer}). A display with a GPU is another matter.`,
    "",
    formatTable(
      ["page, phase", "frames", "median ms", "p95 ms", "script median", "script p95", "cpu page", "cpu drawing"],
      rows,
    ),
  ].join("\n");
}
