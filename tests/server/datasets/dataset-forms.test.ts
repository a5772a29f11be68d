import { expect, test } from "vitest";
import { preferenceOf, unpairedOf } from "../../../server/datasets/dataset-forms.ts";

test("a split crowd prefers what got more of its verdicts; ties and both-bad pairs prefer nothing", () => {
  const pair = { prompt: "p", a: "left", b: "right", bothBad: 0 };
  expect(preferenceOf({ ...pair, label: 0.6 })).toEqual({ prompt: "p", chosen: "left", rejected: "right" });
  expect(preferenceOf({ ...pair, label: 0.2 })).toEqual({ prompt: "p", chosen: "right", rejected: "left" });
  expect(preferenceOf({ ...pair, label: 0.5 })).toBeNull();
  expect(preferenceOf({ ...pair, label: 0.75, bothBad: 0.5 })).toBeNull();
  expect(unpairedOf({ ...pair, label: 0.5 })).toEqual([]);
  expect(unpairedOf({ ...pair, label: 0.5, bothBad: 1 }).map(({ label }) => label)).toEqual([false, false]);
});
