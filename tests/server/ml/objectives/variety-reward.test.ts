import { expect, test } from "vitest";
import type { Word } from "../../../../server/ml/objectives/repetition-penalty.ts";
import {
  distinct2Ratio,
  distinctOf,
  responsePenalties,
  varietyCoefficient,
  varietyRewards,
} from "../../../../server/ml/objectives/variety-reward.ts";

/** Log-probabilities of responses of so many tokens that the starting policy finds likely. */
const likely = (...lengths: number[]) => lengths.map((length) => new Float32Array(length).fill(-1));

/** Words of two tokens each: word i ends with token 2i + 1. */
const words = (text: string): Word[] => text.split(" ").map((word, i) => ({ text: word, token: 2 * i + 1 }));

test("by hand: a pair of words earns one over the times it stands in recent responses, on the token that completes it", () => {
  const batch = [words("a b c"), words("a b a b")];
  const recent = [...batch, words("b c d")];
  // "a b" stands three times, "b c" twice, "b a" once
  const third = Math.fround(1 / 3);
  expect([...varietyRewards(batch, recent, 8, likely(8, 8))]).toEqual([
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
    [...varietyRewards(batch, batch, 8, slipIn(token))].flatMap((paid, i) => (paid > 0 ? [i] : []));
  expect(earning(0)).toEqual([5, 7]); // in "a": "a b" is lost
  expect(earning(2)).toEqual([7]); // in "b": "a b" and "b c"
  expect(earning(7)).toEqual([3, 5]); // in "d": "c d"
});

test("a batch's variety rewards add up to its number of distinct pairs when they are all there is", () => {
  const batch = [words("a b c"), words("a b a b"), words("c d")];
  const sum = varietyRewards(batch, batch, 8, likely(8, 8, 8)).reduce((a, b) => a + b, 0);
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
  expect(varietyCoefficient(0.9, settings)).toBe(0);
  expect(varietyCoefficient(0.7, settings)).toBeCloseTo(0.2);
  expect(varietyCoefficient(0.1, settings)).toBe(0.3);
});

const asWords = (text: string) => text.split(" ").map((word, token) => ({ text: word, token }));
const repetition = { words: 2, allowed: 0.25, strength: 4, repeated: 0 };
const variety = { target: 0.9, gain: 2, max: 1 };

test("by hand: a shared phrase costs what is above its allowance, shifted so that the batch costs nothing", () => {
  const batch = [asWords("a b c"), asWords("a b d e"), asWords("f g h"), asWords("i j k")];
  // with the end; "a b" stands in half of the responses: 4 * (0.5 - 0.25) = 1 on one token of each, 2 in all over 17 tokens
  const penalties = responsePenalties(batch, likely(4, 5, 4, 4), batch, batch, { repetition, variety, slip: 0 });
  const expected = [1 - (4 * 2) / 17, 1 - (5 * 2) / 17, (-4 * 2) / 17, (-4 * 2) / 17];
  for (const [i, penalty] of penalties.entries()) expect(penalty).toBeCloseTo(expected[i]!, 5);
  expect(penalties.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 5);
});

test("by hand: where wording grows poor, pairs of words that nobody else wrote pay", () => {
  const poor = [asWords("a b"), asWords("a b"), asWords("c d"), asWords("a b")];
  const rich = [asWords("a b"), asWords("e f"), asWords("c d"), asWords("g h")];
  const free = { ...repetition, strength: 0 };
  // ratio 2/4: coefficient min(1, 2 * (0.9 - 0.5)) = 0.8; "a b" pays 0.8 / 3, "c d" 0.8; their mean, 0.4, is everybody's
  const penalties = responsePenalties(poor, likely(2, 2, 2, 2), poor, rich, { repetition: free, variety, slip: 0 });
  for (const [i, penalty] of penalties.entries()) expect(penalty).toBeCloseTo(0.4 - (i === 2 ? 0.8 : 0.8 / 3), 5);
});

test("by hand: a word that the starting model would hardly ever write costs its price, shared by all tokens as everything is", () => {
  const batch = [asWords("a b c"), asWords("d e f")];
  const refLogProbs = [Float32Array.of(-1, -7.5, -1, -1), Float32Array.of(-1, -1, -6.5, -1)];
  const free = { ...repetition, strength: 0 };
  const plenty = { ...variety, target: 0 };
  const penalties = responsePenalties(batch, refLogProbs, batch, batch, { repetition: free, variety: plenty, slip: 2 });
  for (const [i, penalty] of penalties.entries()) expect(penalty).toBeCloseTo((i === 0 ? 2 : 0) - (4 * 2) / 8, 5);
});
