import { expect, test } from "vitest";
import type { JudgedMatchup } from "../../../server/ports/learning.ts";
import { bradleyTerry } from "../../../server/stats/bradley-terry.ts";
import { lengthControlled } from "../../../server/stats/length-controlled.ts";
import { seeded } from "../../../shared/random/seeded.ts";

/** Versions of different strengths and lengths, each against each; `gain` Elo points go to an answer twice as long. */
function arena(strengths: readonly number[], lengths: readonly number[], gain: number): JudgedMatchup[] {
  const random = seeded(7);
  const words = (version: number) => Math.max(3, Math.round(lengths[version]! * (0.5 + random())));
  return strengths.flatMap((strength, b) =>
    Array.from({ length: b }, (_, a) =>
      Array.from({ length: 300 }, (): JudgedMatchup => {
        const [wordsA, wordsB] = [words(a), words(b)];
        const favour = (3 * gain * (wordsA - wordsB)) / (wordsA + wordsB);
        const share = 1 / (1 + 10 ** ((strength - strengths[a]! - favour) / 400));
        const wins = Array.from({ length: 4 }, () => Number(random() < share)).reduce((sum, one) => sum + one, 0);
        return { a, b, label: wins / 4, votes: 4, wordsA, wordsB };
      }),
    ).flat(),
  );
}
const equal = [1000, 1000, 1000];

test("where all that wins is length, controlled ratings are equal and plain ones are not", () => {
  const matchups = arena(equal, [12, 18, 28], 240);
  const plain = bradleyTerry(matchups).ratings;
  expect(plain[1]!.low).toBeGreaterThan(1080);
  expect(plain[2]!.low).toBeGreaterThan(plain[1]!.high);
  const { ratings, effect } = lengthControlled(matchups);
  for (const { low, high, version } of ratings.slice(1)) {
    expect(low).toBeLessThan(1000);
    expect(high).toBeGreaterThan(1000);
    expect(Math.abs(ratings[version]!.rating - 1000)).toBeLessThan(35);
  }
  expect(effect!.low).toBeLessThan(240);
  expect(effect!.high).toBeGreaterThan(240);
  expect(effect!.low).toBeGreaterThan(180);
});

test("where length wins nothing, controlled ratings are the plain ones and the effect's interval holds 0", () => {
  const matchups = arena([1000, 1100, 1180], [18, 18, 18], 0);
  const plain = bradleyTerry(matchups).ratings;
  const { ratings, effect } = lengthControlled(matchups);
  for (const [i, { rating }] of ratings.entries()) expect(Math.abs(rating - plain[i]!.rating)).toBeLessThan(6);
  expect(effect!.low).toBeLessThan(0);
  expect(effect!.high).toBeGreaterThan(0);
});

test("a better version that also writes more keeps what isn't length", () => {
  const { ratings } = lengthControlled(arena([1000, 1120], [14, 22], 150));
  expect(ratings[1]!.low).toBeLessThan(1120);
  expect(ratings[1]!.high).toBeGreaterThan(1120);
  expect(bradleyTerry(arena([1000, 1120], [14, 22], 150)).ratings[1]!.low).toBeGreaterThan(1130);
});

test("answers that are all of one length tell nothing of length", () => {
  const matchups = arena([1000, 1100], [18, 18], 0).map((one) => ({ ...one, wordsA: 9, wordsB: 9 }));
  const { ratings, effect } = lengthControlled(matchups);
  expect(effect).toBeNull();
  expect(ratings).toEqual(bradleyTerry(matchups).ratings);
  expect(lengthControlled([])).toEqual({ ratings: [], effect: null });
});
