import { expect, test } from "vitest";
import { benchKills } from "../../../../../server/experiments/bench/kills/bench-kills.ts";
import { faultsOf } from "../../../../../server/experiments/bench/kills/compare-ledger.ts";

/** `npm run bench -- kills` does the same with fifty and more. */
test("kills of web, trainer and Postgres, half of them overlapping, cost nothing that was acknowledged", {
  timeout: 420_000,
}, async () => {
  const options = { kills: 6, players: 6, overlap: 0.5, seed: 3, webs: 1, plantLoss: false };
  const report = await benchKills(options, process.env, new AbortController());
  expect(report.recoveries).toHaveLength(6);
  expect(report.recoveries.filter(({ nextVoteMs }) => nextVoteMs === null)).toEqual([]);
  expect(faultsOf(report.comparison)).toEqual([]);
  expect(report).toMatchObject({ unreadable: [], caughtUp: true, exitCode: 0, leftRunning: 0 });
  expect(report.comparison.votes.acknowledged).toBeGreaterThan(20);
  expect(report.promoted).toBeGreaterThan(0);
});
