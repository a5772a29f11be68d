import { expect, test } from "vitest";
import { isTelling, trustOf } from "../../../server/reward/trust.ts";

test("a reward model whose predictions carry information is trusted fully, one at chance hardly", () => {
  expect(trustOf({ evidence: 4, comparisons: 300 })).toBe(1);
  expect(trustOf({ evidence: -0.1, comparisons: 300 })).toBeCloseTo(0.1, 10);
  expect(trustOf({ evidence: -3, comparisons: 3_000 })).toBe(0.1);
  expect(trustOf({ evidence: 0.925, comparisons: 1e9 })).toBeCloseTo(0.5, 3);
});

test("before anything was held out, the crowd is believed to have a taste, and less with every vote that says nothing", () => {
  const trusts = [0, 50, 100, 200, 400].map((comparisons) => trustOf({ evidence: 0, comparisons }));
  expect(trusts[0]).toBe(1);
  expect(trusts).toEqual(trusts.toSorted((a, b) => b - a));
  expect(trusts.at(-1)).toBe(0.1);
});

test("people's comparisons tell, and those of an AI judge that is believed", () => {
  const pair = { promptId: "p", a: new Float32Array(1), b: new Float32Array(1), label: 1, bothBad: 0 };
  expect(isTelling({ ...pair, id: 1, weight: 0.1 })).toBe(true);
  expect(isTelling({ ...pair, id: -1, weight: 0.5 })).toBe(true);
  expect(isTelling({ ...pair, id: -1, weight: 0.4 })).toBe(false);
});
