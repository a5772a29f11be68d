import type { Bet } from "../../../shared/protocol/lesson.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import type { MethodState, OpenMethod } from "../../methods/method.ts";
import { METHODS } from "../../methods/registry.ts";
import type { SessionPreference } from "../../ports/lesson.ts";
import type { NewPair } from "../../ports/pool.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import { openLearner } from "../../trainer/learner.ts";
import type { Learner, LearnerComparison } from "../../trainer/learner-contract.ts";
import {
  type AnswerPool,
  answersByPrompt,
  NOTHING_EARLIER,
  poolPairs,
  sampleAnswers,
} from "../../trainer/pool/answer-pool.ts";
import { SCHEDULE } from "../../trainer/schedule.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { isSafe } from "../../world/safety.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import { standardCrowd } from "../crowd/standard-crowd.ts";
import { gatedRound, pocketSetting, spreadOf, trainingPool } from "../simulate/training-round.ts";
import { castVotes } from "../simulate/voting.ts";

export interface ClassPlan {
  readonly folder: string;
  /** As the crowd takes it. */
  readonly taste: string;
  readonly seed: number;
  /** Mini-rounds, and votes of each. */
  readonly rounds: number;
  readonly votes: number;
  /** Share of votes flipped. */
  readonly noise: number;
  /** Of PPO, a round. */
  readonly iterations: number;
}

/** A model that a simulated class has taught, as the lesson finds it after its third stop. */
export interface TaughtClass {
  readonly learner: Learner;
  readonly method: OpenMethod;
  readonly start: MethodState;
  readonly startAnswers: AnswerPool;
  readonly currentAnswers: AnswerPool;
  readonly version: number;
  readonly bets: readonly Bet[];
  readonly preferences: readonly SessionPreference[];
  readonly decode: (tokens: readonly number[]) => string;
  dispose(): Promise<void>;
}

/** Mini-rounds of votes, each on pairs that the newest reward model has scored, with a fit, PPO and the gate between them. */
export async function teachClass(plan: ClassPlan): Promise<TaughtClass> {
  const { seed, rounds, votes, noise, iterations, taste } = plan;
  const pocket = await pocketSetting(plan.folder);
  const learner = await openLearner({ ...pocket, seed });
  const method = METHODS.ppo.open(learner);
  const start = method.state();
  const random = seeded(seed * 31 + 7);
  const decode = (tokens: readonly number[]) => pocket.tokenizer.decode(tokens);
  const startAnswers = await trainingPool(learner, decode, seeded(778));
  const everyPrompt = await sampleAnswers(learner, trainPrompts, SCHEDULE.perPrompt, decode, seeded(779));
  const earlier = { ...NOTHING_EARLIER, rapid: answersByPrompt(everyPrompt, 0, isSafe) };
  const crowd = standardCrowd(await loadTastes(taste), spreadOf(startAnswers));
  let good = { state: start, pool: startAnswers };
  let version = 0;
  const bets: Bet[] = [];
  const preferences: SessionPreference[] = [];
  for (let round = 0; round < rounds; round++) {
    const pairs = poolPairs(learner, good.pool, version, round === 0 ? NOTHING_EARLIER : earlier, 0, isSafe, random);
    const dealt = pairs.slice(0, votes);
    const labels = castVotes(dealt, crowd, noise, preferences.length, random);
    bets.push(...dealt.flatMap((pair, i) => betOn(pair, labels[i]!, round) ?? []));
    preferences.push(
      ...dealt.map(({ prompt, a, b }, i) => ({ prompt: prompt.text, a, b, label: labels[i]!.label, votes: 1 })),
    );
    await learner.observe(labels);
    learner.fitReward();
    const rules = { iterations, isGated: true, eosId: pocket.tokenizer.eosId };
    const outcome = await gatedRound(learner, method, rules, startAnswers, good, () =>
      trainingPool(learner, decode, random),
    );
    good = outcome.good;
    if (outcome.reason === null) version++;
    else process.stderr.write(`  mini-round ${round + 1}: rejected, ${outcome.reason}\n`);
  }
  return {
    ...{ learner, method, start, startAnswers, version, bets, preferences, decode },
    currentAnswers: good.pool,
    async dispose() {
      await method.dispose();
      await learner.dispose();
    },
  };
}

/** What the reward model said of a pair before the vote; null where the vote took no side. */
function betOn({ prompt, a, b }: NewPair, { label }: LearnerComparison, round: number): Bet | null {
  if (label === 0.5) return null;
  const chanceOfA = a.reward === null || b.reward === null ? null : sigmoid(a.reward - b.reward);
  const texts = { prompt: prompt.text, a: a.text, b: b.text };
  return { ...texts, roundId: `mini-round ${round + 1}`, round, chosen: label > 0.5 ? "a" : "b", chanceOfA };
}
