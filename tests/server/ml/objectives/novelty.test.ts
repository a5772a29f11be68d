import { expect, test } from "vitest";
import { distinct2Ratio, distinctOf, novelty, noveltyCoefficient } from "../../../../server/ml/objectives/novelty.ts";
import type { Word } from "../../../../server/ml/objectives/phrase-penalty.ts";

/** What the starting policy would as soon have written. */
const likely = (count: number) => Array.from({ length: count }, () => new Float32Array(8).fill(-1));

/** Words of two tokens each: word i ends with token 2i + 1. */
const words = (text: string): Word[] => text.split(" ").map((word, i) => ({ text: word, token: 2 * i + 1 }));

test("by hand: a pair of words earns one over the times it stands in recent responses, on the token that completes it", () => {
  const batch = [words("a b c"), words("a b a b")];
  const recent = [...batch, words("b c d")];
  // "a b" stands three times, "b c" twice, "b a" once
  const third = Math.fround(1 / 3);
  expect([...novelty(batch, recent, 8, likely(2))]).toEqual([
    0,
    0,
    0,
    third,
    0,
    0.5,
    0,
    0,
    0,
    0,
    0,
    third,
    0,
    1,
    0,
    third,
  ]);
});

test("a pair with a slip in either word earns nothing", () => {
  const batch = [words("a b c d")];
  const slipIn = (token: number) => [Float32Array.from({ length: 8 }, (_, i) => (i === token ? -8 : -1))];
  const earning = (token: number) =>
    [...novelty(batch, batch, 8, slipIn(token))].flatMap((paid, i) => (paid > 0 ? [i] : []));
  expect(earning(0)).toEqual([5, 7]); // in "a": "a b" is lost
  expect(earning(2)).toEqual([7]); // in "b": "a b" and "b c"
  expect(earning(7)).toEqual([3, 5]); // in "d": "c d"
});

test("a batch's novelty adds up to its number of distinct pairs when it is all there is", () => {
  const batch = [words("a b c"), words("a b a b"), words("c d")];
  const sum = novelty(batch, batch, 8, likely(3)).reduce((a, b) => a + b, 0);
  expect(sum).toBeCloseTo(new Set(["a b", "b c", "b a", "c d"]).size, 6);
});

test("distinct-2 is compared at equal numbers of pairs, spread over all responses", () => {
  expect(distinctOf(["x", "x", "y", "y"], 2)).toBe(2);
  const start = [words("a b c"), words("d e f")];
  expect(distinct2Ratio(start, start)).toBe(1);
  expect(distinct2Ratio([...start, ...start, ...start], start)).toBe(1); // longer, yet not poorer
  expect(distinct2Ratio([words("a b a b"), words("a b")], start)).toBe(0.5); // a b, b a against four pairs
});

test("rare pairs are paid for as far as the ratio falls short, up to a limit", () => {
  const settings = { target: 0.8, gain: 2, max: 0.3 };
  expect(noveltyCoefficient(0.9, settings)).toBe(0);
  expect(noveltyCoefficient(0.7, settings)).toBeCloseTo(0.2);
  expect(noveltyCoefficient(0.1, settings)).toBe(0.3);
});
