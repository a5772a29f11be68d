import { expect, test } from "vitest";
import { ranked } from "../../../client/board/players-board.ts";
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
test("ratings that can be told share one scale, newest version first; the others have no figure", () => {
  const versions = [
    version(0, [1000, 1000, 1000]),
    version(1, [1100, 1200, 1400]),
    version(2, [900, 1100, 1200]),
    version(3, null),
  ];
  const rows = ratingRows({ lengthEffect: null, versions, contestants: [] }, 5);
  expect(rows.map(({ version, playing }) => [version, playing])).toEqual([
    [3, true],
    [2, false],
    [1, false],
    [0, false],
  ]);
  expect(rows.map(({ bar }) => bar)).toEqual([null, null, { low: 25, at: 50, high: 100 }, { low: 0, at: 0, high: 0 }]);
  expect(rows.map(({ rating }) => rating)).toEqual([
    { state: "unrated" },
    { state: "early", text: "900–1,200" },
    { state: "told", figure: "1,200", text: "1,200 (1,100–1,400)" },
    { state: "told", figure: "1,000", text: "1,000" },
  ]);
  expect(rows.map(({ lengthControlled }) => lengthControlled)).toEqual([null, null, "1,150 (1,100–1,400)", "950"]);
});

test("while only the start can be told, there is no scale", () => {
  const versions = [version(0, [1000, 1000, 1000]), version(1, [900, 1100, 1200])];
  const rows = ratingRows({ lengthEffect: null, versions, contestants: [] }, 5);
  expect(rows.map(({ bar }) => bar)).toEqual([null, null]);
});

test("players with equal points share a rank, also where the points differ after the point alone", () => {
  const player = (score: number) => ({ nickname: String(score), score, votes: 1, sessions: 1 });
  expect(ranked([300.4, 300, 299.6, 200].map(player)).map(({ rank }) => rank)).toEqual([1, 1, 1, 4]);
  expect(ranked([])).toEqual([]);
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
  expect(rows[2]).toMatchObject({ version: -2, rating: { state: "told", text: "1,400 (1,300–1,500)" } });
  expect(rows[2]!.bar!.high).toBe(100);
  expect(rows[3]!.bar).toBeNull();
});
