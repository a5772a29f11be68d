import { seeded } from "../../../shared/random/seeded.ts";
import { mean } from "../../stats/moments.ts";
import { openLearner } from "../../trainer/learner.ts";
import type { Learner, LearnerComparison, LearnerOptions } from "../../trainer/learner-contract.ts";
import { NOTHING_EARLIER, poolPairs } from "../../trainer/pool/answer-pool.ts";
import { answering, answersOf, measurePolicy, winsOf } from "../crowd/measure-policy.ts";
import { type Camp, type StandardCrowd, standardCrowd } from "../crowd/standard-crowd.ts";
import { POCKET_ARENA, type SimulatedArena } from "../simulate/simulated-arena.ts";
import { spreadOf, trainingPool } from "../simulate/training-round.ts";
import { castVotes } from "../simulate/voting.ts";
import type { ComparedMethod } from "./compared-methods.ts";
import type { EvalRow } from "./eval-rows.ts";

export interface VotesPlan {
  readonly votes: number;
  /** Share of votes flipped. */
  readonly noise: number;
}

/** The votes of one taste and seed; every method is given the first ones of them. */
export async function votesOf(
  setting: LearnerOptions,
  camps: readonly Camp[],
  plan: VotesPlan,
  arena: SimulatedArena = POCKET_ARENA,
): Promise<LearnerComparison[]> {
  const learner = await openLearner(setting);
  const decode = (tokens: readonly number[]) => setting.tokenizer.decode(tokens);
  const start = await trainingPool(learner, decode, seeded(778), arena);
  const crowd = standardCrowd(camps, spreadOf(start));
  const votes = await collectVotes(learner, crowd, plan, decode, seeded(setting.seed * 31 + 7), arena);
  await learner.dispose();
  return votes;
}

/** Votes between two fits of the reward model, as in a session of 300 votes and 12 rounds. */
const VOTES_A_ROUND = 25;

/**
 * Votes on pairs of the starting policy's answers. Pairs that the reward model of the votes before is least sure of come first. No
 * method has a part in them, so all can be given the same votes, and a smaller number of votes is the beginning of a larger one.
 * @param learner at the start; its policy stays there
 */
async function collectVotes(
  learner: Learner,
  crowd: StandardCrowd,
  { votes, noise }: { votes: number; noise: number },
  decode: (tokens: readonly number[]) => string,
  random: () => number,
  arena: SimulatedArena,
): Promise<LearnerComparison[]> {
  const collected: LearnerComparison[] = [];
  while (collected.length < votes) {
    const pool = await trainingPool(learner, decode, random, arena);
    const pairs = poolPairs(learner, pool, 0, NOTHING_EARLIER, 0, arena.isSafe, random);
    const dealt = pairs.slice(0, Math.min(VOTES_A_ROUND, votes - collected.length));
    if (dealt.length === 0) throw new Error("the starting policy gives no two different answers to vote on");
    collected.push(...castVotes(dealt, crowd, noise, collected.length, random));
    await learner.observe(collected.slice(-dealt.length));
    learner.fitReward();
  }
  return collected;
}

/** One method on the votes, measured on held-out prompts by the noise-free taste. */
export async function runMethod(
  setting: LearnerOptions,
  method: ComparedMethod,
  camps: readonly Camp[],
  comparisons: readonly LearnerComparison[],
  iterations: number,
  arena: SimulatedArena = POCKET_ARENA,
): Promise<Omit<EvalRow, "taste" | "seed" | "votes" | "method">> {
  const began = performance.now();
  const learner = await openLearner({ ...setting, ...method.learner });
  const decode = (tokens: readonly number[]) => setting.tokenizer.decode(tokens);
  const model = answering(learner, decode);
  const { questions } = arena;
  const before = await answersOf(model, questions, seeded(777));
  const start = await trainingPool(learner, decode, seeded(778), arena);
  const { tastes } = standardCrowd(camps, spreadOf(start));
  await learner.observe(comparisons);
  learner.fitReward();
  const result = await method.run({
    learner,
    setting,
    arena,
    model,
    comparisons,
    questions,
    start,
    tastes,
    iterations,
  });
  const rewards = learner.rewards(result.answers.readings);
  const effect = measurePolicy(before, result.answers, tastes, rewards);
  const wins = winsOf(before, result.answers, tastes);
  const proxy = mean(rewards) - mean(learner.rewards(before.readings));
  await learner.dispose();
  return {
    winRate: effect.winRate,
    winRateLow: effect.winRateLow,
    winRateHigh: effect.winRateHigh,
    promptWins: byPrompt(questions, wins),
    kl: result.kl ?? effect.kl,
    sftNll: effect.sftNll,
    distinct2Ratio: effect.distinct2Ratio,
    topPhraseShare: effect.topPhraseShare,
    uniqueShare: effect.uniqueShare,
    meanWords: effect.meanWords,
    proxy,
    rewardAccuracy: Number.isFinite(effect.rewardAccuracy) ? effect.rewardAccuracy : null,
    rejected: result.course.filter(({ rejected }) => rejected !== null).length,
    seconds: (performance.now() - began) / 1000,
    course: [...result.course],
  };
}

const byPrompt = (questions: readonly string[], wins: readonly number[]): number[] =>
  [...Map.groupBy(questions.keys(), (i) => questions[i]!).values()].map((indices) =>
    mean(indices.map((i) => wins[i]!)),
  );
