import { seeded } from "../../../../shared/random/seeded.ts";
import { METHODS } from "../../../methods/registry.ts";
import type { Engine } from "../../../ml/engine/engine.ts";
import type { Checkpoint } from "../../../ml/model/checkpoint.ts";
import type { Tokenizer } from "../../../ml/tokenizer/load-tokenizer.ts";
import { mean } from "../../../stats/moments.ts";
import { openLearner } from "../../../trainer/learner.ts";
import { answersByPrompt, NOTHING_EARLIER, poolPairs } from "../../../trainer/pool/answer-pool.ts";
import { POCKET_SHAPE } from "../../../trainer/start/pocket-shape.ts";
import { trainPrompts } from "../../../world/prompts.ts";
import { isSafe } from "../../../world/safety.ts";
import { answersOf, heldOutQuestions } from "../../crowd/answers-of.ts";
import { measurePolicy, winsOf } from "../../crowd/measure-policy.ts";
import { type StandardTaste, standardise, type Taste } from "../../crowd/taste.ts";
import { gatedRound } from "../../simulate/gated-rounds.ts";
import { spreadOf, trainingPool } from "../../simulate/training-pool.ts";
import { type Defences, type Party, publicVotes } from "./public-votes.ts";

export interface ArenaPlan {
  readonly rounds: number;
  readonly seed: number;
  /** Of PPO, a round; 0: the reward model alone is looked at, in a fraction of the time. */
  readonly iterations: number;
  readonly defences: Defences;
  /** Who plays, given how a taste is brought into units of its spread over the starting model's answers. */
  readonly parties: (inUnits: (taste: Taste) => StandardTaste) => readonly Party[];
  /** Tastes by which the model is measured. */
  readonly tastes: readonly Taste[];
}

/** What became of the model on prompts that no stage of training has seen. */
export interface ArenaOutcome {
  /** How often its answers are preferred to the starting model's, 0-1, by each taste of the plan. */
  readonly winRates: readonly number[];
  /** Share of pairs of the starting model's answers that the reward model orders as each taste does, 0-1. */
  readonly ordered: readonly number[];
  readonly words: number;
  readonly startWords: number;
  readonly kl: number;
  /** By the reward model, on people's votes that it was not fitted to. */
  readonly accuracy: number;
  /** Votes cast, and those of them that were faster than reading, by party. */
  readonly tally: Readonly<Record<string, { readonly cast: number; readonly tooFast: number }>>;
}

interface Model {
  readonly engine: Engine;
  readonly start: Checkpoint;
  readonly tokenizer: Tokenizer;
}

/** A public session without servers: rounds of votes, fits of the reward model, PPO and the gate, through the trainer's own learner. */
export async function playPublicArena({ engine, start, tokenizer }: Model, plan: ArenaPlan): Promise<ArenaOutcome> {
  const { defences, seed } = plan;
  const prompts = trainPrompts.map(({ text }) => text);
  const setting = { engine, start, tokenizer, prompts, shape: POCKET_SHAPE, seed };
  const learner = await openLearner(setting);
  const method = METHODS.ppo.open(learner);
  try {
    const random = seeded(seed * 31 + 7);
    const decode = (tokens: readonly number[]) => tokenizer.decode(tokens);
    const model = { sample: learner.sample, read: learner.reference.read, wordsOf: learner.wordsOf, decode };
    const before = await answersOf(model, heldOutQuestions(), seeded(777));
    const first = await trainingPool(learner, decode, seeded(778));
    const inUnits = (taste: Taste) => standardise(taste, spreadOf(first));
    const votes = publicVotes(plan.parties(inUnits), defences, seed * 53 + 11);
    const earlier = { ...NOTHING_EARLIER, rapid: answersByPrompt(first, 0, isSafe) };
    let good = { state: method.state(), pool: first };
    let accuracy = Number.NaN;
    for (let round = 1; round <= plan.rounds; round++) {
      await learner.observe(votes.round(poolPairs(learner, good.pool, round, earlier, 0, isSafe, random)));
      accuracy = learner.fitReward()?.accuracy ?? Number.NaN;
      const gated = { iterations: plan.iterations, isGated: true, eosId: tokenizer.eosId };
      ({ good } = await gatedRound(learner, method, gated, first, good, () => trainingPool(learner, decode, random)));
    }
    await method.restore(good.state);
    const after = await answersOf(model, heldOutQuestions(), seeded(seed + 999));
    const judges = plan.tastes.map((taste) => [{ share: 1, taste: inUnits(taste) }]);
    const { kl, meanWords } = measurePolicy(before, after, judges[0]!, null);
    const rewards = learner.rewards(before.readings);
    return {
      winRates: judges.map((judge) => mean(winsOf(before, after, judge))),
      ordered: judges.map((judge) => measurePolicy(before, before, judge, rewards).rewardAccuracy),
      words: meanWords,
      startWords: mean(before.words.map((words) => words.length)),
      ...{ kl, accuracy, tally: Object.fromEntries(votes.tally) },
    };
  } finally {
    await method.dispose();
    await learner.dispose();
  }
}
