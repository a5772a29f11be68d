import { seeded } from "../../../shared/random/seeded.ts";
import { mean } from "../../stats/moments.ts";
import { openLearner } from "../../trainer/learner.ts";
import type { LearnerComparison, LearnerOptions } from "../../trainer/learner-contract.ts";
import { answersOf, heldOutQuestions } from "../crowd/answers-of.ts";
import { measurePolicy, winsOf } from "../crowd/measure-policy.ts";
import { standardCrowd } from "../crowd/standard-crowd.ts";
import type { Camp } from "../crowd/taste.ts";
import { spreadOf, trainingPool } from "../simulate/training-pool.ts";
import { collectVotes } from "./collect-votes.ts";
import type { ContestantPlan } from "./contestants.ts";
import type { EvalRow } from "./eval-rows.ts";
import type { Entry } from "./trial.ts";

export interface VotesPlan {
  readonly votes: number;
  /** Share of votes flipped. */
  readonly noise: number;
}

/** The votes of one taste and seed that every method is given the first ones of. */
export async function votesOf(
  setting: LearnerOptions,
  camps: readonly Camp[],
  plan: VotesPlan,
): Promise<LearnerComparison[]> {
  const learner = await openLearner(setting);
  const decode = (tokens: readonly number[]) => setting.tokenizer.decode(tokens);
  const start = await trainingPool(learner, decode, seeded(778));
  const votes = await collectVotes(
    learner,
    standardCrowd(camps, spreadOf(start)),
    plan,
    decode,
    seeded(setting.seed * 31 + 7),
  );
  await learner.dispose();
  return votes;
}

/** One method on the votes, measured on held-out prompts by the noise-free taste. */
export async function runTrial(
  setting: LearnerOptions,
  { run, learner: own }: ContestantPlan,
  camps: readonly Camp[],
  comparisons: readonly LearnerComparison[],
  iterations: number,
): Promise<Omit<EvalRow, "taste" | "seed" | "votes" | "method">> {
  const began = performance.now();
  const learner = await openLearner({ ...setting, ...own });
  const decode = (tokens: readonly number[]) => setting.tokenizer.decode(tokens);
  const model = { sample: learner.sample, read: learner.reference.read, wordsOf: learner.wordsOf, decode };
  const questions = heldOutQuestions();
  const before = await answersOf(model, questions, seeded(777));
  const start = await trainingPool(learner, decode, seeded(778));
  const { judges } = standardCrowd(camps, spreadOf(start));
  await learner.observe(comparisons);
  learner.fitReward();
  const entry = await run({ learner, setting, model, comparisons, questions, start, judges, iterations });
  const rewards = learner.rewards(entry.answers.readings);
  const effect = measurePolicy(before, entry.answers, judges, rewards);
  const wins = winsOf(before, entry.answers, judges);
  const proxy = mean(rewards) - mean(learner.rewards(before.readings));
  await learner.dispose();
  return {
    winRate: effect.winRate,
    winRateLow: effect.winRateLow,
    winRateHigh: effect.winRateHigh,
    promptWins: byPrompt(questions, wins),
    kl: entry.kl ?? effect.kl,
    sftNll: effect.sftNll,
    distinct2Ratio: effect.distinct2Ratio,
    topPhraseShare: effect.topPhraseShare,
    uniqueShare: effect.uniqueShare,
    meanWords: effect.meanWords,
    proxy,
    rewardAccuracy: Number.isFinite(effect.rewardAccuracy) ? effect.rewardAccuracy : null,
    rejected: rejectedIn(entry),
    seconds: (performance.now() - began) / 1000,
    course: [...entry.course],
  };
}

const rejectedIn = ({ course }: Entry): number => course.filter(({ rejected }) => rejected !== null).length;

const byPrompt = (questions: readonly string[], wins: readonly number[]): number[] =>
  [...Map.groupBy(questions.keys(), (i) => questions[i]!).values()].map((indices) =>
    mean(indices.map((i) => wins[i]!)),
  );
