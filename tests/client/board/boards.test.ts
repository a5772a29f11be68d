import { expect, test } from "vitest";
import { ratingRows } from "../../../client/board/rating-rows.ts";

const version = (n: number, rating: [number, number, number] | null) => ({
  ...{
    version: n,
    status: "promoted" as const,
    reason: null,
    votes: 4,
    parent: null,
    method: null,
    axes: [],
    lengthControlled: rating === null ? null : { rating: rating[1] - 50, low: rating[0], high: rating[2] },
    metrics: {},
    at: "2026-01-01T00:00:00Z",
  },
  ...{ low: rating?.[0] ?? null, rating: rating?.[1] ?? null, high: rating?.[2] ?? null },
});
test("ratings share one scale, newest version first, unjudged ones without a bar", () => {
  const versions = [version(0, [900, 1000, 1100]), version(1, [1000, 1200, 1300]), version(2, null)];
  const board = { lengthEffect: null, versions, contestants: [] };
  const rows = ratingRows(board, 5);
  expect(rows.map(({ version, playing }) => [version, playing])).toEqual([
    [2, true],
    [1, false],
    [0, false],
  ]);
  expect(rows[0]?.bar).toBeNull();
  expect(rows[1]?.bar).toEqual({ low: 25, at: 75, high: 100 });
  expect(rows[2]?.bar).toEqual({ low: 0, at: 25, high: 50 });
  expect(rows[2]?.rating).toBe("1,000 (900–1,100)");
  expect(rows.map(({ lengthControlled }) => lengthControlled)).toEqual([
    null,
    "1,150 (1,000–1,300)",
    "950 (900–1,100)",
  ]);
});

test("of many versions the newest are listed, those turned away left out, version 0 kept", () => {
  const many = Array.from({ length: 9 }, (_, n) => version(n, null));
  const versions = [...many, { ...version(9, null), status: "rejected" as const }];
  expect(ratingRows({ lengthEffect: null, versions, contestants: [] }, 4).map((row) => row.version)).toEqual([
    8, 7, 6, 0,
  ]);
});

test("external models come behind the versions, on their scale", () => {
  const contestants = [
    { name: "oracle", playing: true, rating: 1400, low: 1300, high: 1500, votes: 30 },
    { name: "endpoint:new", playing: true, rating: null, low: null, high: null, votes: 0 },
  ];
  const rows = ratingRows(
    { lengthEffect: null, versions: [version(0, [1000, 1000, 1000]), version(1, [900, 1100, 1200])], contestants },
    5,
  );
  expect(rows.map(({ name, version: number, playing }) => [name || number, playing])).toEqual([
    [1, true],
    [0, false],
    ["oracle", true],
    ["endpoint:new", true],
  ]);
  expect(rows[2]).toMatchObject({ version: -2, rating: "1,400 (1,300–1,500)" });
  expect(rows[2]!.bar!.high).toBe(100);
  expect(rows[3]!.bar).toBeNull();
});
