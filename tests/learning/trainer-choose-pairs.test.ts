import fc from "fast-check";
import { expect, test } from "vitest";
import { choosePairs } from "../../server/trainer/choose-pairs.ts";

const table = new Map([
  ["0,1", 3],
  ["0,2", 9],
  ["0,3", 5],
  ["1,2", 8],
  ["1,3", 1],
  ["2,3", 7],
  ["4,5", 4],
]);
const unsure = (a: number, b: number) => table.get([Math.min(a, b), Math.max(a, b)].join()) ?? 0;

test("the least sure pair of each prompt first, then what is left of its answers, best first over all prompts", () => {
  const groups = [
    [0, 1, 2, 3],
    [4, 5],
  ];
  const expected = [
    { a: 0, b: 2, priority: 9 },
    { a: 4, b: 5, priority: 4 },
    { a: 1, b: 3, priority: 1 - 100 },
  ];
  expect(choosePairs(groups, unsure, 10)).toEqual(expected);
  expect(choosePairs(groups, unsure, 2)).toEqual(expected.slice(0, 2));
});

test("pairs are disjoint and of one prompt, whatever is asked", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 6 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 20 }), fc.infiniteStream(fc.nat(5)), (lengths, count, draws) => {
      let next = 0;
      const groups = lengths.map((length) => Array.from({ length }, () => next++));
      const chosen = choosePairs(groups, () => draws.next().value as number, count);
      const used = chosen.flatMap(({ a, b }) => [a, b]);
      expect(new Set(used).size).toBe(used.length);
      for (const { a, b } of chosen) expect(groups.some((group) => group.includes(a) && group.includes(b))).toBe(true);
      const possible = lengths.reduce((sum, length) => sum + Math.floor(length / 2), 0);
      expect(chosen).toHaveLength(Math.min(count, possible));
      expect(chosen.map((pair) => pair.priority)).toEqual(chosen.map((pair) => pair.priority).sort((x, y) => y - x));
    }),
  );
});
