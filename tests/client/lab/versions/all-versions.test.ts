import { expect, test } from "vitest";
import { allVersions } from "../../../../client/lab/versions/all-versions.ts";
import type { VersionsBoard } from "../../../../shared/protocol/boards.ts";
import { olderVersions, packVersions, unpackVersions } from "../../../../shared/protocol/watch/packed-versions.ts";

type Version = VersionsBoard["versions"][number];

const version = (n: number): Version => ({
  ...{ version: n, status: "promoted", reason: null, rating: null, low: null, high: null, votes: 0, parent: null },
  ...{ lengthControlled: null, method: null, axes: [], metrics: {}, at: "2026-11-30T08:00:00.000Z" },
});
const boardOf = (versions: readonly Version[]): VersionsBoard => ({ lengthEffect: null, versions, contestants: [] });

/** An arena of so many versions, and the versions that its lab shows. */
function lab(count: number) {
  let versions = Array.from({ length: count }, (_, n) => version(n));
  const asked: number[] = [];
  let shown: readonly Version[] = [];
  let older = -1;
  const all = allVersions(
    (board) => {
      ({ versions: shown, older } = board);
    },
    async (before) => {
      asked.push(before);
      return olderVersions({ versions }, before);
    },
  );
  return {
    asked,
    all,
    push: () => all.update(unpackVersions(packVersions(boardOf(versions)))),
    change: (next: (before: readonly Version[]) => Version[]) => {
      versions = next(versions);
    },
    numbers: () => shown.map((one) => one.version),
    statusOf: (n: number) => shown.find((one) => one.version === n)?.status,
    older: () => older,
    count: () => versions.length,
  };
}

test("an arena of few versions is shown whole, and nothing is asked for", () => {
  const few = lab(20);
  few.push();
  expect(few.numbers()).toEqual(Array.from({ length: 20 }, (_, n) => n));
  expect([few.older(), few.asked]).toEqual([0, []]);
});

test("older versions come page by page when they are asked for, without a gap", async () => {
  const many = lab(600);
  many.push();
  expect(many.numbers()).toHaveLength(600 - many.older());
  for (let left = many.older(); left > 0; ) {
    await many.all.loadOlder();
    expect(many.older()).toBeLessThan(left);
    left = many.older();
    expect(many.numbers().slice(1)).toEqual(Array.from({ length: 599 - left }, (_, i) => 1 + left + i));
  }
  expect(many.numbers()).toHaveLength(600);
});

test("what was loaded stays while new versions come, and tells when one of it is taken back", async () => {
  const growing = lab(120);
  growing.push();
  await growing.all.loadOlder();
  growing.change((before) => [...before, version(120), version(121)]);
  growing.change((before) => before.map((one) => (one.version === 30 ? { ...one, status: "rolled_back" } : one)));
  growing.push();
  await expect.poll(() => growing.statusOf(30)).toBe("rolled_back");
  expect(growing.numbers()).toEqual(Array.from({ length: growing.count() }, (_, n) => n));
});
