import type { FeatureGroup } from "../../../reward/features/feature-group.ts";
import { disagreement, type RewardEnsemble } from "../../../reward/reward-ensemble.ts";
import {
  expectedInformation,
  foreseeVote,
  marginVariance,
  type ScorePosterior,
} from "../../../reward/score-posterior.ts";
import { sigmoid } from "../../../stats/sigmoid.ts";
import { type CandidatePair, choosePairs } from "../../../trainer/pool/choose-pairs.ts";

/** What a rule may know when it chooses the pairs of a round. */
export interface DealContext {
  /** Indices of the answers to one prompt, a group a prompt. */
  readonly groups: readonly (readonly number[])[];
  readonly features: readonly Float32Array[];
  readonly featureGroups: readonly FeatureGroup[];
  /** Null before the first votes. */
  readonly ensemble: RewardEnsemble | null;
  posterior(): ScorePosterior;
  /** From 0. */
  readonly round: number;
  readonly random: () => number;
}

export interface DealRule {
  readonly name: string;
  /** Whether it looks at the ensemble's members. Fitting them takes six times as long as fitting the reward itself. */
  readonly members: boolean;
  choose(context: DealContext, count: number): CandidatePair[];
}

const pairsOf = (group: readonly number[]): CandidatePair[] =>
  group.flatMap((a, i) => group.slice(i + 1).map((b) => ({ a, b })));

/** The best pair of each prompt, the best prompts first. */
function bestOfPrompts({ groups }: DealContext, count: number, worth: (pair: CandidatePair) => number) {
  const best = groups.flatMap((group) => {
    const valued = pairsOf(group).map((pair) => ({ pair, value: worth(pair) }));
    return valued.length === 0 ? [] : [valued.reduce((x, y) => (y.value > x.value ? y : x))];
  });
  return best
    .toSorted((x, y) => y.value - x.value)
    .slice(0, count)
    .map(({ pair }) => pair);
}

/** Chooses pair after pair, each the most valuable one given the pairs before it, and at most one pair a prompt. */
function greedily(
  context: DealContext,
  count: number,
  worth: (margin: number, variance: number) => number,
): CandidatePair[] {
  const { mean, covariance } = context.posterior();
  const open = covariance.map((row) => row.slice());
  const left = new Map(context.groups.map((group, prompt) => [prompt, pairsOf(group)]));
  const chosen: CandidatePair[] = [];
  while (chosen.length < count) {
    const valued = [...left].flatMap(([prompt, pairs]) =>
      pairs.map(({ a, b }) => {
        const margin = mean[a]! - mean[b]!;
        return { a, b, prompt, margin, value: worth(margin, marginVariance(open, a, b)) };
      }),
    );
    if (valued.length === 0) break;
    const { a, b, prompt, margin } = valued.reduce((x, y) => (y.value > x.value ? y : x));
    chosen.push({ a, b });
    left.delete(prompt);
    foreseeVote(open, a, b, expectedInformation(margin, marginVariance(covariance, a, b)));
  }
  return chosen;
}

/** How far two answers differ in one thing alone: the largest share that a group of features has of their squared difference, 0-1. */
export function differenceInOne(groups: readonly FeatureGroup[], a: Float32Array, b: Float32Array): number {
  let [from, sum, most] = [0, 0, 0];
  for (const { size } of groups) {
    const ofGroup = squaredDistance(a.subarray(from, from + size), b.subarray(from, from + size));
    from += size;
    sum += ofGroup;
    most = Math.max(most, ofGroup);
  }
  return sum === 0 ? 0 : most / sum;
}

const squaredDistance = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);

/** Share of all pairs among which the shipped rule chooses where pairs are to differ in one thing. */
const DIFFERING_IN_ONE = 0.25;

/** Share of votes that the simulated crowd flips. The rule BALD knows it. */
export const FLIPPED = 0.15;
const entropy = (p: number): number => -p * Math.log(p) - (1 - p) * Math.log1p(-p);
const GRID = Array.from({ length: 9 }, (_, i) => (i - 4) * 0.6).map((z) => ({ z, weight: Math.exp((-z * z) / 2) }));
const TOTAL = GRID.reduce((sum, { weight }) => sum + weight, 0);

/** Houlsby et al. 2011: entropy of the vote less the entropy that it would have if the margin were known. */
export function labelInformation(margin: number, variance: number): number {
  let [share, noise] = [0, 0];
  for (const { z, weight } of GRID) {
    const p = FLIPPED + (1 - 2 * FLIPPED) * sigmoid(margin + z * Math.sqrt(Math.max(0, variance)));
    share += (weight / TOTAL) * p;
    noise += (weight / TOTAL) * entropy(p);
  }
  return entropy(share) - noise;
}

export const DEAL_RULES: readonly DealRule[] = [
  { name: "random", members: false, choose: (context, count) => bestOfPrompts(context, count, context.random) },
  {
    name: "most disputed by the heads",
    members: true,
    choose: (context, count) =>
      bestOfPrompts(context, count, ({ a, b }) =>
        context.ensemble === null
          ? context.random()
          : disagreement(context.ensemble, context.features[a]!, context.features[b]!),
      ),
  },
  {
    name: "D-optimal",
    members: false,
    choose: (context, count) =>
      greedily(context, count, (margin, variance) => expectedInformation(margin, variance) * variance),
  },
  { name: "BALD", members: false, choose: (context, count) => greedily(context, count, labelInformation) },
  {
    name: "shipped",
    members: false,
    choose: ({ groups, posterior, random }, count) => choosePairs(groups, posterior(), () => true, count, random),
  },
  {
    name: "shipped, a quarter at random",
    members: false,
    choose(context, count) {
      const drawn = bestOfPrompts(context, Math.floor(count / 4), context.random);
      const met = new Set(drawn.flatMap(({ a, b }) => [a, b]));
      const others = context.groups.map((group) => (group.some((index) => met.has(index)) ? [] : group));
      const { posterior, random } = context;
      return [...choosePairs(others, posterior(), () => true, count - drawn.length, random), ...drawn];
    },
  },
  {
    name: "random in the first three rounds",
    members: false,
    choose: (context, count) =>
      context.round < 3
        ? bestOfPrompts(context, count, context.random)
        : choosePairs(context.groups, context.posterior(), () => true, count, context.random),
  },
  {
    name: "one difference",
    members: false,
    choose: (context, count) =>
      bestOfPrompts(context, count, ({ a, b }) =>
        differenceInOne(context.featureGroups, context.features[a]!, context.features[b]!),
      ),
  },
  {
    name: "one difference, the most telling first",
    members: false,
    choose({ groups, features, featureGroups, posterior, random }, count) {
      const inOne = (a: number, b: number) => differenceInOne(featureGroups, features[a]!, features[b]!);
      const all = groups
        .flatMap(pairsOf)
        .map(({ a, b }) => inOne(a, b))
        .sort((x, y) => y - x);
      const least = all[Math.floor(DIFFERING_IN_ONE * all.length)] ?? 0;
      return choosePairs(groups, posterior(), (a, b) => inOne(a, b) >= least, count, random);
    },
  },
];
