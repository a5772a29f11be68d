import { seeded } from "../../../shared/random/seeded.ts";
import { labelOf } from "../../../shared/round/votes/verdict.ts";
import { ENSEMBLE, fitEnsemble } from "../../reward/reward-ensemble.ts";
import type { TrainingPair } from "../../reward/training-pair.ts";
import { dot } from "../../stats/linear-algebra.ts";
import type { Taste } from "../../world/tastes/taste.ts";
import { castVerdict, standardise } from "../crowd/standard-crowd.ts";
import { type Drawn, type DrawnAnswers, PICKED_FROM } from "./drawn-answers.ts";

/** What a reward that was learnt from so many votes is worth, by the noise-free taste on answers to held-out prompts; shares 0-1. */
export interface LearntReward {
  /** Of pairs of answers to one prompt that the taste tells apart, how many the reward orders alike. */
  readonly accuracy: number;
  /** How often the best of 16 by the reward wins against another answer, ties half. */
  readonly best: number;
  /** The same by the taste itself: the ceiling. */
  readonly ceiling: number;
}

/** Scores of the answers by a taste, in deviations over those that are voted on. */
export function scoresOf(taste: Taste, { voted, heldOut }: Drawn) {
  const { score } = standardise(taste, voted.answers);
  return { voted: voted.answers.map((one) => score(one)), heldOut: heldOut.answers.map((one) => score(one)) };
}

/** How many votes are cast, what share of them is flipped, and the seed of both. */
export interface VotesCast {
  readonly count: number;
  readonly noise: number;
  readonly seed: number;
}

/** Votes on random pairs of answers to one prompt, a share of them flipped. */
export function castVotes(
  { answers, features, perPrompt }: DrawnAnswers,
  scores: readonly number[],
  { count, noise, seed }: VotesCast,
): TrainingPair[] {
  const random = seeded(seed);
  const pick = (below: number) => Math.floor(random() * below);
  const pairs: TrainingPair[] = [];
  while (pairs.length < count) {
    const first = pick(answers.length / perPrompt) * perPrompt;
    const [a, b] = [first + pick(perPrompt), first + pick(perPrompt)];
    if (answers[a]!.response === answers[b]!.response) continue;
    const label = labelOf(castVerdict(scores[a]! - scores[b]!, noise, random));
    const shared = { id: pairs.length + 1, promptId: answers[a]!.prompt, bothBad: 0 };
    pairs.push({ ...shared, a: features[a]!, b: features[b]!, label });
  }
  return pairs;
}

/** A reward of scaled features, learnt from votes. */
export type LearnHead = (drawn: Drawn, votes: readonly TrainingPair[]) => (x: Float32Array) => number;

/** The trainer's head that knows every vote, with the precision of its prior. */
export function fitLinear({ groups, voted }: Drawn, votes: readonly TrainingPair[]) {
  const { heads, precision } = fitEnsemble(votes, voted.features, null, { ...ENSEMBLE, groups, members: 0 });
  return { head: heads[0]!, precision };
}

/** The same head in units of its prior, where every weight is of a standard normal one, and what brings features to these units. */
export function fitInUnits(drawn: Drawn, votes: readonly TrainingPair[]) {
  const { head, precision } = fitLinear(drawn, votes);
  const units = precision.map((one) => 1 / Math.sqrt(one));
  return {
    head: Float64Array.from(head, (weight, i) => weight / units[i]!),
    inUnits: (x: Float32Array) => Float64Array.from(x, (value, i) => value * units[i]!),
  };
}

export const linearHead: LearnHead = (drawn, votes) => {
  const { head } = fitLinear(drawn, votes);
  return (x) => dot(head, x);
};

/**
 * @param perPrompt answers in a row to one prompt, some times 16
 * @param truth by the taste, as `scores` by the reward
 */
export function measureReward(perPrompt: number, truth: readonly number[], scores: readonly number[]): LearntReward {
  let [right, decided, won, most, met] = [0, 0, 0, 0, 0];
  const wins = (one: number, other: number) => (Math.sign(truth[one]! - truth[other]!) + 1) / 2;
  for (let first = 0; first < truth.length; first += perPrompt) {
    for (let i = first; i < first + perPrompt; i++)
      for (let j = first; j < i; j++) {
        const order = Math.sign(truth[i]! - truth[j]!) * Math.sign(scores[i]! - scores[j]!);
        if (truth[i] === truth[j]) continue;
        decided++;
        right += (order + 1) / 2;
      }
    for (let from = first; from < first + perPrompt; from += PICKED_FROM) {
      const own = Array.from({ length: PICKED_FROM }, (_, i) => from + i);
      const bestBy = (by: readonly number[], some: readonly number[]) =>
        some.reduce((a, b) => (by[b]! > by[a]! ? b : a));
      for (const rival of own) {
        // One of the sixteen is the rival, and the best is picked among the others.
        const others = own.filter((one) => one !== rival);
        met++;
        won += wins(bestBy(scores, others), rival);
        most += wins(bestBy(truth, others), rival);
      }
    }
  }
  return { accuracy: right / decided, best: won / met, ceiling: most / met };
}
