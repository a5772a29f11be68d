import { expect, test } from "vitest";
import { benchKills } from "../../server/cli/bench/bench-kills.ts";

/** `npm run bench -- kills` does the same with fifty. */
test("five kills of web, trainer and Postgres cost no acknowledged vote and no version", {
  timeout: 420_000,
}, async () => {
  const report = await benchKills({ kills: 5, players: 4 }, process.env, new AbortController());
  expect(Object.values(report.recoveries).flat()).toHaveLength(5);
  expect(report).toMatchObject({ lost: 0, changed: 0, doubled: 0, unlearnt: 0, unreadable: [], caughtUp: true });
  expect(report.acknowledged).toBeGreaterThan(20);
  expect(report.stored).toBeGreaterThanOrEqual(report.acknowledged);
  expect(report.promoted).toBeGreaterThan(0);
  expect(report.exitCodes).toEqual([0, 0]);
});
