import { expect, test } from "vitest";
import { lengthEffectText } from "../../../client/ui/length-effect.ts";

test("the effect of length is told when its interval leaves out 0", () => {
  expect(lengthEffectText({ points: 43, low: 12, high: 700 })).toMatch(/changes its rating by 43 points .*12 to 700/);
  expect(lengthEffectText({ points: -43, low: -90, high: -5 })).toMatch(/by -43 points/);
});

test("nothing is told while the interval says nothing", () => {
  expect(lengthEffectText(null)).toBe("");
  expect(lengthEffectText({ points: -43, low: -2_531, high: 2_445 })).toBe("");
  expect(lengthEffectText({ points: 4, low: -30, high: 38 })).toBe("");
});
