import { expect, test } from "vitest";
import type { VersionsBoard } from "../../../../shared/protocol/boards.ts";
import { bytesOf } from "../../../../shared/protocol/watch/game-frame.ts";
import {
  BOARD_BYTES,
  MOST_VERSIONS,
  OLDER_AT_ONCE,
  olderVersions,
  packVersions,
  SHOWN_METRICS,
  unpackVersions,
} from "../../../../shared/protocol/watch/packed-versions.ts";

const version = (n: number): VersionsBoard["versions"][number] => ({
  ...{ version: n, status: "promoted", reason: null, votes: n, parent: n === 0 ? null : n - 1 },
  ...{
    method: n === 0 ? null : "ppo",
    rating: 1_000 + n,
    low: 990.5,
    high: 1_010.5 + n,
    at: "2026-11-30T08:00:00.000Z",
  },
  lengthControlled: n % 2 === 0 ? null : { rating: 1_001, low: 900, high: 1_100 },
  axes: [],
  metrics: Object.fromEntries(SHOWN_METRICS.map((name, i) => [name, 1 / (n + i + 1)])),
});
const board = (count: number): VersionsBoard => ({
  ...{ lengthEffect: { points: 12, low: 3, high: 21 }, versions: Array.from({ length: count }, (_, n) => version(n)) },
  contestants: [{ name: "oracle", playing: true, rating: 1_043.26, low: 900, high: 1_100, votes: 3 }],
});

test("a board of few versions is the same at the other end, its figures as exact as pages write them", () => {
  const few = board(9);
  const unpacked = unpackVersions(JSON.parse(JSON.stringify(packVersions(few))));
  expect(unpacked.older).toBe(0);
  expect(unpacked.contestants).toEqual([{ ...few.contestants[0], rating: 1_043.3 }]);
  for (const [i, { metrics, ...rest }] of unpacked.versions.entries()) {
    expect(rest).toEqual({ ...few.versions[i], metrics: undefined });
    for (const name of SHOWN_METRICS) expect(metrics[name]).toBeCloseTo(few.versions[i]!.metrics[name]!, 4);
  }
  expect(unpackVersions(packVersions(board(0)))).toMatchObject({ versions: [], older: 0 });
});

test("what wasn't measured stays so, and what is beside it keeps its name", () => {
  const [one] = unpackVersions(
    packVersions({ ...board(0), versions: [{ ...version(0), metrics: { rewardGain: 0.5, other: 3 } }] }),
  ).versions;
  expect(one!.metrics).toEqual({ rewardGain: 0.5 });
});

test("of many versions the newest and version 0 are sent, in at most 8 kB; the others can be asked for, page by page", () => {
  const many = board(700);
  const sent = packVersions(many);
  const shown = unpackVersions(sent).versions.map((one) => one.version);
  expect(bytesOf(sent)).toBeLessThanOrEqual(BOARD_BYTES);
  expect(shown.length).toBeLessThanOrEqual(MOST_VERSIONS);
  expect(shown.length).toBeGreaterThanOrEqual(40);
  expect(shown).toEqual([0, ...Array.from({ length: shown.length - 1 }, (_, i) => 701 - shown.length + i)]);

  const seen: number[] = [];
  for (let before = shown[1]!, left = sent.older; left > 0; ) {
    const page = olderVersions(many, before);
    expect(page.versions.length).toBeLessThanOrEqual(OLDER_AT_ONCE);
    seen.unshift(...page.versions.map((one) => one.version));
    [before, left] = [seen[0]!, page.older];
  }
  expect([0, ...seen, ...shown.slice(1)]).toEqual(many.versions.map((one) => one.version));

  const wordy = { ...many, versions: many.versions.map((one) => ({ ...one, reason: "x".repeat(200), axes: axes() })) };
  expect(bytesOf(packVersions(wordy))).toBeLessThanOrEqual(BOARD_BYTES);
  expect(packVersions(wordy).rows.length).toBeGreaterThan(8);
});

const axes = () =>
  (["overall", "kinder", "clearer"] as const).map((criterion) => ({
    ...{ criterion: criterion as never, rating: 1_234.5, low: 1_100.5, high: 1_300.5, votes: 1_234 },
  }));
