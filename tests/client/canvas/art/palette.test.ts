import { expect, test } from "vitest";
import { fittingName } from "../../../../client/canvas/art/palette.ts";

test("a name that fits stays, a longer one is cut between what people see as characters", () => {
  expect(fittingName("Ann", 8)).toBe("Ann");
  expect(fittingName("Clementine", 6.9)).toBe("Cleme…");
  expect(fittingName("👩‍👩‍👧👋🏽🇨🇭x", 4)).toBe("👩‍👩‍👧👋🏽🇨🇭x");
  expect(fittingName("👩‍👩‍👧👋🏽🇨🇭xy", 3)).toBe("👩‍👩‍👧👋🏽…");
});
