import { expect, test } from "vitest";
import { textFeatures } from "../../../server/reward/text-features.ts";

const features = (response: string, prompt = "Why do cats purr?") =>
  textFeatures(prompt, response, response.length, Float32Array.of(-1, -3));

test("the same words give the same features, other words or another order give others", () => {
  expect(features("Cats are calm.")).toEqual(features("cats ARE calm!"));
  expect(features("Cats are calm.")).not.toEqual(features("Calm are cats."));
  expect(features("Cats are calm.")).not.toEqual(features("Cats are cross."));
});

test("scalars tell length, likelihood, what is repeated of the question, and variety; an empty response is all zero but for them", () => {
  const [length, likelihood, repeated, variety] = features("Cats do do as cats").slice(-4);
  expect([length, likelihood]).toEqual([18, -2]);
  expect(repeated).toBeCloseTo(4 / 5); // all but "as"
  expect(variety).toBeCloseTo(3 / 5);
  const empty = textFeatures("Why?", "", 0, new Float32Array());
  expect([...empty].every((value) => value === 0)).toBe(true);
});
