import { expect, test } from "vitest";
import { leftOutLines } from "../../../../client/host/create/pack-picker.ts";

test("a host is told which rows of a file were not taken, and why", () => {
  const repeated = Array.from({ length: 10 }, (_, i) => ({ row: i + 2, why: "repeated" as const }));
  expect(leftOutLines(40, [...repeated, { row: 30, why: "tooLong" }])).toEqual([
    "11 of 40 rows were not taken.",
    "Already there: row 2, 3, 4, 5, 6, 7, 8, 9, ….",
    "Too long, more than 300 characters: row 30.",
  ]);
  expect(leftOutLines(40, [])).toEqual([]);
});
