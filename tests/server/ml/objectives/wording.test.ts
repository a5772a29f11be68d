import { expect, test } from "vitest";
import { wordingPrices } from "../../../../server/ml/objectives/wording-price.ts";

const asWords = (text: string) => text.split(" ").map((word, token) => ({ text: word, token }));
/** Log-probabilities of responses of so many tokens that the starting policy finds likely. */
const likely = (...lengths: number[]) => lengths.map((length) => new Float32Array(length).fill(-1));
const phrase = { words: 2, allowed: 0.25, strength: 4, repeated: 0 };
const novelty = { target: 0.9, gain: 2, max: 1 };

test("by hand: a shared phrase costs what is above its allowance, shifted so that the batch costs nothing", () => {
  const batch = [asWords("a b c"), asWords("a b d e"), asWords("f g h"), asWords("i j k")];
  // with the end; "a b" stands in half of the responses: 4 * (0.5 - 0.25) = 1 on one token of each, 2 in all over 17 tokens
  const prices = wordingPrices(batch, likely(4, 5, 4, 4), batch, batch, { phrase, novelty });
  const expected = [1 - (4 * 2) / 17, 1 - (5 * 2) / 17, (-4 * 2) / 17, (-4 * 2) / 17];
  for (const [i, price] of prices.entries()) expect(price).toBeCloseTo(expected[i]!, 5);
  expect(prices.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 5);
});

test("by hand: where wording grows poor, pairs of words that nobody else wrote pay", () => {
  const poor = [asWords("a b"), asWords("a b"), asWords("c d"), asWords("a b")];
  const rich = [asWords("a b"), asWords("e f"), asWords("c d"), asWords("g h")];
  const free = { ...phrase, strength: 0 };
  // ratio 2/4: coefficient min(1, 2 * (0.9 - 0.5)) = 0.8; "a b" pays 0.8 / 3, "c d" 0.8; their mean, 0.4, is everybody's
  const prices = wordingPrices(poor, likely(2, 2, 2, 2), poor, rich, { phrase: free, novelty });
  for (const [i, price] of prices.entries()) expect(price).toBeCloseTo(0.4 - (i === 2 ? 0.8 : 0.8 / 3), 5);
});
