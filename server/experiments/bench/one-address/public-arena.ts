import { seeded } from "../../../../shared/random/seeded.ts";
import { leastReadingMs } from "../../../../shared/round/votes/reading-time.ts";
import { labelOf } from "../../../../shared/round/votes/verdict.ts";
import { METHODS } from "../../../methods/registry.ts";
import type { Engine } from "../../../ml/engine/engine.ts";
import type { Checkpoint } from "../../../ml/model/checkpoint.ts";
import type { Tokenizer } from "../../../ml/tokenizer/load-tokenizer.ts";
import type { NewPair, NewResponse } from "../../../ports/pool.ts";
import { openLearner } from "../../../trainer/learner.ts";
import type { LearnerComparison } from "../../../trainer/learner-contract.ts";
import { answersByPrompt, NOTHING_EARLIER, poolPairs } from "../../../trainer/pool/answer-pool.ts";
import { POCKET_SHAPE } from "../../../trainer/start/pocket-shape.ts";
import { trainPrompts } from "../../../world/prompts.ts";
import { isSafe } from "../../../world/safety.ts";
import type { Taste } from "../../../world/tastes/taste.ts";
import { answersOf, heldOutQuestions, measurePolicy, winsOf } from "../../crowd/measure-policy.ts";
import { type SeatedPair, type SeatedVote, seatedVoters } from "../../crowd/seated-voters.ts";
import { type StandardTaste, standardise } from "../../crowd/standard-crowd.ts";
import { mean } from "../../figures.ts";
import { gatedRound, spreadOf, trainingPool } from "../../simulate/training-round.ts";

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

/** Some who play in the public session: how many seats they have, from where, and what these like. */
export interface Party {
  readonly name: "player" | "seat";
  readonly seats: number;
  /** One for all of their seats, or one each. */
  readonly addresses: "one" | "each";
  readonly taste: StandardTaste;
  /** Share of votes flipped. */
  readonly noise: number;
  /** From a pair being there to the verdict, in milliseconds. */
  readonly paceMs: number;
}

export interface Defences {
  /** Whether verdicts faster than anybody reads are left out, */
  readonly reading: boolean;
  /** and whether addresses are held to a share. */
  readonly shares: boolean;
}

export interface PublicVotes {
  /** What a round's votes make, as the learner reads it. */
  round(pool: readonly NewPair[]): LearnerComparison[];
  /** Votes cast so far, and those of them that were left out, by party. */
  readonly tally: ReadonlyMap<Party["name"], { cast: number; tooFast: number }>;
}

/** Of the drop-in session. */
const RAPID_MS = 30_000;

/** Rapid votes of a public session: everybody judges pair after pair, as many as their pace allows, and every sixth one of their own again. */
export function publicVotes(parties: readonly Party[], defences: Defences, seed: number): PublicVotes {
  const random = seeded(seed);
  const tally = new Map(parties.map(({ name }) => [name, { cast: 0, tooFast: 0 }]));
  const crowds = parties.map((party) => {
    const camp = { name: party.name, share: 1, taste: party.taste };
    const seats = Array.from({ length: party.seats }, () => camp);
    return { party, crowd: seatedVoters<NewResponse>(seats, party.noise, random) };
  });
  let id = 0;

  function judged(party: Party, vote: SeatedVote<SeatedPair<NewResponse>>): LearnerComparison[] {
    const { prompt, a, b } = vote.pair;
    const count = tally.get(party.name)!;
    count.cast++;
    const isTooFast = party.paceMs < leastReadingMs(prompt.text, a.text, b.text);
    if (isTooFast) count.tooFast++;
    if (isTooFast && defences.reading) return [];
    const named = (one: number) => `${party.name} ${one}`;
    const label = labelOf(vote.verdict);
    const address = party.addresses === "one" ? party.name : named(vote.seat);
    const ballot = { rater: named(vote.seat), label, bothBad: false, ...(defences.shares ? { address } : {}) };
    return [
      {
        ...{ id: ++id, promptId: prompt.id, prompt: prompt.text, a: a.tokens, b: b.tokens, label, bothBad: 0 },
        ...{ pairId: named(vote.id), ballots: [ballot] },
        ...(vote.repeatOf === undefined ? {} : { repeatOf: named(vote.repeatOf) }),
      },
    ];
  }

  return {
    tally,
    round(pool) {
      return crowds.flatMap(({ party, crowd }) => {
        // Whoever comes after the last pair is dealt a copy of the first.
        let next = 0;
        const fresh = () => pool[next++ % pool.length]!;
        const wanted = party.seats * Math.floor(RAPID_MS / party.paceMs);
        return Array.from({ length: wanted }, () => judged(party, crowd.vote(fresh))).flat();
      });
    },
  };
}
