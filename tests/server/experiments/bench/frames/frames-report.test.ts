import { expect, test } from "vitest";
import { describeFrames, phaseFrames } from "../../../../../server/experiments/bench/frames/frames-report.ts";
import { MEASURED_PHASES } from "../../../../../server/experiments/bench/frames/measured-browser.ts";

const times = { intervals: [16, 17, 16, 50], scripts: [1, 2, 1, 8] };
const used = { page: 0.02, drawing: 0.1 };
const everyPhase = <T>(value: T) =>
  Object.fromEntries(MEASURED_PHASES.map((phase) => [phase, value])) as Record<(typeof MEASURED_PHASES)[number], T>;

test("a phase's frames are told by their median and 95th percentile, and what one cost of a processor", () => {
  const [rapid] = phaseFrames(everyPhase(times), everyPhase(used));
  expect(rapid).toMatchObject({ phase: "rapid", frames: 4, interval: { median: 16.5 }, script: { median: 1.5 } });
  expect(rapid!.interval.p95).toBeGreaterThan(17);
  expect(rapid!.processor).toEqual({ page: 5, drawing: 25 });
});

test("the report names the page, its size, who draws, and how busy the machine was", () => {
  const pages = [{ page: "phone", size: "390x844, 2x", phases: phaseFrames(everyPhase(times), everyPhase(used)) }];
  const machine = { browser: "Chromium 1", renderer: "SwiftShader", cores: 2, load: [3.25, 4] as const };
  const text = describeFrames({ seconds: 6, players: 12, ...machine, pages });
  for (const part of ["phone 390x844, 2x", "SwiftShader", "load 3.3 before, 4.0 after", "phone, intermission"])
    expect(text).toContain(part);
});
