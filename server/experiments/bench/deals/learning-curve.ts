import { seeded } from "../../../../shared/random/seeded.ts";
import { labelOf } from "../../../../shared/round/votes/verdict.ts";
import {
  ENSEMBLE,
  type EnsembleSettings,
  fitEnsemble,
  initialPrecision,
  type RewardEnsemble,
} from "../../../reward/reward-ensemble.ts";
import { featureGroups } from "../../../reward/reward-features.ts";
import { scorePosterior } from "../../../reward/score-posterior.ts";
import type { TrainingPair } from "../../../reward/training-pair.ts";
import { dot } from "../../../stats/linear-algebra.ts";
import { openLearner } from "../../../trainer/learner.ts";
import { safeAnswers } from "../../../trainer/pool/answer-pool.ts";
import { isSafe } from "../../../world/safety.ts";
import type { Answer, Taste } from "../../../world/tastes/taste.ts";
import { answering, answersOf, bestOfOthers, heldOutQuestions } from "../../crowd/measure-policy.ts";
import { castVerdict, standardise } from "../../crowd/standard-crowd.ts";
import { pocketSetting, spreadOf, trainingPool } from "../../simulate/training-round.ts";
import { type DealRule, FLIPPED } from "./deal-rules.ts";

/** Votes between two fits, as of a round. */
export const VOTES_A_ROUND = 25;

/** How well a reward model does after each round, and what is got of it at the end. */
export interface LearningCurve {
  readonly accuracy: readonly number[];
  /** Win rate of the best of 16 answers to a held-out prompt, picked by the reward, 0-1. */
  readonly bestOf: number;
}

/**
 * Accuracy after each round: the share of pairs of answers to a held-out prompt that the reward orders as the taste does. Pairs that the taste
 * doesn't tell apart are left out.
 */
export function learningCurve(
  { pools, heldOut, settings: shipped }: ReadPools,
  taste: Taste,
  rule: DealRule,
  seed: number,
): LearningCurve {
  const random = seeded(seed);
  const reference = pools[0]!.features;
  const standard = standardise(taste, pools[0]!.answers);
  const truth = heldOut.answers.map((answer) => standard.score(answer));
  const settings = rule.members ? shipped : { ...shipped, members: 0 };
  const votes: TrainingPair[] = [];
  let ensemble: RewardEnsemble | null = null;
  let scores: number[] = [];
  const accuracy = pools.map(({ answers, features, groups }, round) => {
    const known: RewardEnsemble | null = ensemble;
    const posterior = () =>
      scorePosterior(
        known?.heads[0] ?? null,
        votes,
        known?.precision ?? initialPrecision(features[0]!.length, settings),
        features,
      );
    const chosen = rule.choose(
      { groups, features, featureGroups: settings.groups, ensemble, posterior, round, random },
      VOTES_A_ROUND,
    );
    for (const { a, b } of chosen) {
      const verdict = castVerdict(standard.score(answers[a]!) - standard.score(answers[b]!), FLIPPED, random);
      const shared = { id: votes.length + 1, promptId: answers[a]!.prompt, bothBad: 0 };
      votes.push({ ...shared, a: features[a]!, b: features[b]!, label: labelOf(verdict) });
    }
    const fitted = fitEnsemble(votes, reference, ensemble, settings);
    ensemble = fitted;
    scores = heldOut.features.map((x) => dot(fitted.heads[0]!, x));
    return orderedAlike(
      heldOut.answers.map(({ prompt }) => prompt),
      truth,
      scores,
    );
  });
  return { accuracy, bestOf: bestOfOthers(heldOut, [{ share: 1, taste: standard }], scores).bestByReward };
}

function orderedAlike(prompts: readonly string[], truth: readonly number[], scores: readonly number[]): number {
  let [right, all] = [0, 0];
  for (const group of Map.groupBy(prompts.keys(), (i) => prompts[i]!).values())
    for (const [at, i] of group.entries())
      for (const j of group.slice(at + 1)) {
        const margin = truth[i]! - truth[j]!;
        if (margin === 0) continue;
        all++;
        right += Number(margin * (scores[i]! - scores[j]!) > 0);
      }
  return right / all;
}

/** Answers with their scaled features. */
export interface ReadAnswers {
  readonly answers: readonly Answer[];
  readonly features: readonly Float32Array[];
}

/** What one seed deals from: a fresh pool a round, and answers to held-out prompts to measure the reward on. */
export interface ReadPools {
  readonly pools: readonly (ReadAnswers & { readonly groups: readonly (readonly number[])[] })[];
  readonly heldOut: ReadAnswers;
  /** Of the reward model, with the groups of these features. */
  readonly settings: EnsembleSettings & Required<Pick<EnsembleSettings, "groups">>;
}

/** Samples and reads all answers of a seed, once for all tastes and rules, since that takes far longer than learning from them. */
export async function readPools(folder: string, seed: number, rounds: number, onPool: () => void): Promise<ReadPools> {
  const pocket = await pocketSetting(folder);
  const learner = await openLearner({ ...pocket, seed });
  const settings = { ...ENSEMBLE, groups: featureGroups(pocket.start.config.hiddenSize) };
  const random = seeded(seed * 31 + 7);
  const decode = (tokens: readonly number[]) => pocket.tokenizer.decode(tokens);
  try {
    const pools: ReadPools["pools"][number][] = [];
    for (let round = 0; round < rounds; round++) {
      const pool = await trainingPool(learner, decode, random);
      const different = safeAnswers(pool, isSafe).map((group) => {
        const texts = new Map(group.map((index) => [pool.texts[index]!, index]));
        return [...texts.values()];
      });
      pools.push({ answers: spreadOf(pool), features: pool.readings.map(learner.scale), groups: different });
      onPool();
    }
    const { answers, readings } = await answersOf(answering(learner, decode), heldOutQuestions(), random);
    return { pools, heldOut: { answers, features: readings.map(learner.scale) }, settings };
  } finally {
    await learner.dispose();
  }
}
