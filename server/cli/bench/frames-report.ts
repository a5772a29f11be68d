import { formatTable, median, quantile } from "./table.ts";

export const MEASURED_PHASES = ["rapid", "showdown", "reveal", "intermission"] as const;
export type MeasuredPhase = (typeof MEASURED_PHASES)[number];

/** Milliseconds between one animation frame and the next, by phase. */
export type FrameIntervals = Readonly<Record<MeasuredPhase, readonly number[]>>;

export interface PhaseFrames {
  readonly phase: MeasuredPhase;
  readonly frames: number;
  /** Of the intervals between frames, milliseconds. */
  readonly median: number;
  readonly p95: number;
}

export interface PageFrames {
  readonly page: string;
  /** CSS pixels, and device pixels of one. */
  readonly size: string;
  readonly phases: readonly PhaseFrames[];
}

export interface FramesReport {
  readonly seconds: number;
  readonly players: number;
  readonly browser: string;
  /** What draws WebGL, in the browser's words. */
  readonly renderer: string;
  readonly cores: number;
  /** Mean number of processes that wanted a core in the last minute, before and after. */
  readonly load: readonly [number, number];
  readonly pages: readonly PageFrames[];
}

export function phaseFrames(intervals: FrameIntervals): readonly PhaseFrames[] {
  return MEASURED_PHASES.map((phase) => {
    const values = intervals[phase];
    return { phase, frames: values.length, median: median(values), p95: quantile(values, 0.95) };
  });
}

export function describeFrames(report: FramesReport): string {
  const rows = report.pages.flatMap(({ page, phases }) =>
    phases.map(({ phase, frames, median: middle, p95 }) => [
      `${page}, ${phase}`,
      String(frames),
      middle.toFixed(1),
      p95.toFixed(1),
    ]),
  );
  const sizes = report.pages.map(({ page, size }) => `${page} ${size}`).join("; ");
  return [
    `Intervals of requestAnimationFrame in headless ${report.browser}: ${sizes}.`,
    `One page at a time, ${report.seconds} s a phase, ${report.players} players; server, players and browser share ${report.cores} cores ` +
      `(load ${report.load.map((load) => load.toFixed(1)).join(" before, ")} after).`,
    `The browser has no GPU: the processor draws everything (${report.renderer}). A display with a GPU is another matter.`,
    "",
    formatTable(["page, phase", "frames", "median ms", "p95 ms"], rows),
  ].join("\n");
}
