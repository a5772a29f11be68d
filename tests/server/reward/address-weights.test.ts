import { describe, expect, test } from "vitest";
import { gaussian } from "../../../server/ml/model/initial-weights.ts";
import { ballotWeights, heardShare, newestOfAll, sharedOut } from "../../../server/reward/address-weights.ts";
import { fitRated } from "../../../server/reward/fit-rated.ts";
import { ENSEMBLE, predictedShare, type RewardEnsemble } from "../../../server/reward/reward-ensemble.ts";
import type { TrainingPair } from "../../../server/reward/training-pair.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const WIDTH = 16;
const vector = (random: () => number) => Float32Array.from({ length: WIDTH }, () => gaussian(random) / 2);
const reference = Array.from({ length: 200 }, () => vector(seeded(1)));
/** The first of two answers is better by the players if its first half is greater, by the seats if its second half is. */
const half = (x: Float32Array, from: number) => x.subarray(from, from + WIDTH / 2).reduce((a, b) => a + b, 0);
const LIKING = { player: (x: Float32Array) => half(x, 0), seat: (x: Float32Array) => half(x, WIDTH / 2) };

let id = 0;
function vote(who: keyof typeof LIKING, seat: number, address: string | undefined, random: () => number): TrainingPair {
  const [a, b] = [vector(random), vector(random)];
  const label = Number(LIKING[who](a) > LIKING[who](b) !== (who === "player" && random() < 0.15));
  const ballot = { rater: `${who} ${seat}`, label, bothBad: false, ...(address === undefined ? {} : { address }) };
  const prompt = `prompt-${Math.floor(random() * 24)}`;
  return { id: ++id, promptId: prompt, criterion: null, a, b, label, bothBad: 0, ballots: [ballot] };
}
const alike = new Map<string, never>();

function follows(ensemble: RewardEnsemble, who: keyof typeof LIKING): number {
  const random = seeded(99);
  const right = Array.from({ length: 2_000 }, () => {
    const [a, b] = [vector(random), vector(random)];
    return predictedShare(ensemble, a, b) > 0.5 === LIKING[who](a) > LIKING[who](b);
  });
  return right.filter(Boolean).length / right.length;
}

describe("thirty seats of one address beside three players of others", () => {
  const crowd = (isHeld: boolean, seed: number) => {
    const random = seeded(seed);
    const from = (address: string) => (isHeld ? address : undefined);
    return [
      ...Array.from({ length: 240 }, (_, i) => vote("player", i % 3, from(`home ${i % 3}`), random)),
      ...Array.from({ length: 1_200 }, (_, i) => vote("seat", i % 30, from("cellar"), random)),
    ];
  };

  test("move the reward model less than those do, though they move it more where addresses have no shares", () => {
    const agreement = (isHeld: boolean) => {
      const fits = [1, 2, 3].map((seed) => fitRated(crowd(isHeld, seed), {}, reference, null, ENSEMBLE).rewards.sum);
      const mean = (who: keyof typeof LIKING) => fits.reduce((sum, fit) => sum + follows(fit, who), 0) / fits.length;
      return { players: mean("player"), seats: mean("seat") };
    };
    const [free, held] = [agreement(false), agreement(true)];
    expect(free.seats).toBeGreaterThan(free.players + 0.15);
    expect(held.players).toBeGreaterThan(held.seats + 0.1);
  });

  const ofSeats = (pairs: readonly TrainingPair[], raters: Parameters<typeof ballotWeights>[1]) => {
    const { byRater, byAddress } = ballotWeights(pairs, raters);
    const counted = pairs.flatMap((pair) =>
      pair.ballots!.map((ballot) => ({
        address: ballot.address,
        by: byAddress(pair, ballot),
        rater: byRater(ballot.rater),
      })),
    );
    const seats = counted.filter(({ address }) => address === "cellar");
    return {
      weight: seats.reduce((sum, { by, rater }) => sum + by * rater, 0),
      whole: seats.filter(({ by }) => by === 1).length,
      parts: seats.filter(({ by }) => by > 0 && by < 1).length,
      others: new Set(counted.filter(({ address }) => address !== "cellar").map(({ by }) => by)),
    };
  };

  test("have as many votes counted as weigh their share, and leave the players' as they were", () => {
    // L = (10 + 240 + L) / 4.
    const { weight, ...counted } = ofSeats(crowd(true, 4), alike);
    expect(weight).toBeCloseTo(250 / 3, 8);
    expect(counted).toEqual({ whole: 83, parts: 1, others: new Set([1]) });
  });

  test("weigh it after reliability", () => {
    const raters = new Map(Array.from({ length: 30 }, (_, i) => [`seat ${i}`, { weight: 0.5 }]));
    const { weight, whole } = ofSeats(crowd(true, 4), raters);
    expect(weight).toBeCloseTo(250 / 3, 8);
    expect(whole).toBe(166);
  });

  test("have the same votes counted in every fit, and of those that counted fewer as others come", () => {
    const pairs = crowd(true, 4);
    const counted = (some: readonly TrainingPair[]) => {
      const { byAddress } = ballotWeights(some, alike);
      return some.filter((pair) => byAddress(pair, pair.ballots![0]!) === 1).map((pair) => pair.id);
    };
    expect(counted(pairs)).toEqual(counted(pairs));
    const fewer = new Set(counted(pairs.slice(120)));
    const more = new Set(counted(pairs));
    expect([...fewer].filter((one) => !more.has(one))).toEqual([]);
  });

  test("count no more where it is asked how well votes are predicted", () => {
    const pairs = crowd(true, 5);
    const weights = ballotWeights(pairs, alike);
    const heard = pairs.reduce((sum, pair) => sum + heardShare(pair, weights), 0);
    expect(heard).toBeCloseTo(240 + 250 / 3, 8);
    const weight = sharedOut(pairs, weights).reduce((sum, pair) => sum + (pair.weight ?? 1), 0);
    expect(weight).toBeCloseTo(240 + 250 / 3, 8);
  });
});

test("a comparison of several verdicts is shared out among them", () => {
  const random = seeded(8);
  const pair = vote("player", 0, "home", random);
  const ballots = [
    ...[1, 0, 0].map((label, i) => ({ rater: `player ${i}`, label, bothBad: false, address: `home ${i}` })),
    ...Array.from({ length: 30 }, (_, i) => ({ rater: `seat ${i}`, label: 1, bothBad: false, address: "cellar" })),
  ];
  const pairs = Array.from({ length: 220 }, (_, i) => ({ ...pair, id: 10_000 + i, ballots, label: 31 / 33 }));
  const weights = ballotWeights(pairs, alike);
  // The homes weigh 20 together, the cellar 200; L = (10 + 20 + L) / 4, so L = 10 and a twentieth of the seats' votes counts.
  const counted = sharedOut(pairs, weights);
  const seats = counted.map((one) => (one.weight ?? 1) * 33 - 3);
  expect(seats.reduce((sum, count) => sum + count, 0)).toBeCloseTo(220 * 30 * 0.05, 6);
  for (const [i, { label }] of counted.entries()) expect(label).toBeCloseTo((1 + seats[i]!) / (3 + seats[i]!), 8);
});

test("hosted sessions are untouched by any number of votes of an address", () => {
  const random = seeded(6);
  const pairs = Array.from({ length: 500 }, (_, i) => vote("player", i % 30, undefined, random));
  const weights = ballotWeights(pairs, alike);
  expect(new Set(pairs.map((pair) => weights.byAddress(pair, pair.ballots![0]!)))).toEqual(new Set([1]));
  expect(sharedOut(pairs, weights)).toEqual(pairs);
});

describe("what is remembered", () => {
  const random = seeded(7);
  const class1 = Array.from({ length: 40 }, (_, i) => vote("player", i, undefined, random));
  const homes = Array.from({ length: 30 }, (_, i) => vote("player", i % 3, `home ${i % 3}`, random));
  const flood = Array.from({ length: 1_000 }, (_, i) => vote("seat", i % 30, "cellar", random));
  const ids = (pairs: readonly TrainingPair[]) => pairs.map((pair) => pair.id);

  test("are the newest, in their order, as long as nobody floods", () => {
    expect(ids(newestOfAll(class1, 100))).toEqual(ids(class1));
    expect(ids(newestOfAll(class1, 10))).toEqual(ids(class1.slice(-10)));
    expect(ids(newestOfAll([...class1, ...homes], 60))).toEqual(ids([...class1, ...homes].slice(-60)));
  });

  test("keeps what others said however many votes of one address come later", () => {
    const kept = newestOfAll([...class1, ...homes, ...flood], 100);
    expect(ids(kept)).toEqual(ids([...class1, ...homes, ...flood.slice(-25)]));
  });
});
