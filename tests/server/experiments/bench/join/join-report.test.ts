import { expect, test } from "vitest";
import { describeJoin, secondsOf } from "../../../../../server/experiments/bench/join/join-report.ts";

const machine = { runs: 3, browser: "Chromium 1", cores: 2, load: [3.25, 4] as const };

test("a game's line has the median and the longest of each step, and says how many voted in time", () => {
  const run = (page: number, join: number) => ({ page, name: 2, join, vote: 0.5 });
  const hosted = { game: "hosted", runs: [run(1, 1), run(3, 7), run(2, 0.5)], kilobytes: 524 };
  const dropIn = { game: "drop-in", runs: [{ ...run(1, 1), consent: 4 }], kilobytes: 530 };
  expect(hosted.runs.map(secondsOf)).toEqual([4.5, 12.5, 5]);
  const text = describeJoin({ ...machine, games: [hosted, dropIn] });
  expect(text).toMatch(/hosted, median +2\.0 +- +2\.0 +1\.0 +0\.5 +5\.0 +524/);
  expect(text).toMatch(/hosted, longest +3\.0 +- +2\.0 +7\.0 +0\.5 +12\.5 +524/);
  expect(text).toMatch(/drop-in, median +1\.0 +4\.0 +2\.0 +1\.0 +0\.5 +8\.5 +530/);
  for (const part of ["hosted: 2 of 3 within 10 s", "drop-in: 1 of 1 within 10 s", "load 3.3 before, 4.0 after"])
    expect(text).toContain(part);
});
