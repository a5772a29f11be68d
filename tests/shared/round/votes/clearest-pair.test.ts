import { expect, test } from "vitest";
import { clearestForNow } from "../../../../shared/round/votes/clearest-pair.ts";

const votes = (forNow: number, forBefore: number, neither = 0) => ({ forNow, forBefore, neither });

test("the pair with the largest lead for the newer answer is chosen, by its share of all votes", () => {
  expect(clearestForNow([votes(6, 4), votes(9, 1), votes(12, 3, 5)])).toEqual(votes(9, 1));
  expect(clearestForNow([votes(6, 4, 20), votes(5, 4)])).toEqual(votes(5, 4));
});

test("where the newer answer leads in none, none is chosen", () => {
  expect(clearestForNow([votes(4, 4), votes(2, 9)])).toBeNull();
  expect(clearestForNow([votes(0, 0)])).toBeNull();
  expect(clearestForNow([])).toBeNull();
});
