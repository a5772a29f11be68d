import { seeded } from "../../../../shared/random/seeded.ts";
import { leastReadingMs } from "../../../../shared/round/votes/reading-time.ts";
import { labelOf } from "../../../../shared/round/votes/verdict.ts";
import { METHODS } from "../../../methods/registry.ts";
import type { NewAnswer, NewPair } from "../../../ports/pool.ts";
import { mean } from "../../../stats/moments.ts";
import { openLearner } from "../../../trainer/learner.ts";
import type { LearnerComparison, LearnerOptions } from "../../../trainer/learner-contract.ts";
import { answersByPrompt, NOTHING_EARLIER, poolPairs } from "../../../trainer/pool/answer-pool.ts";
import { isSafe } from "../../../world/safety.ts";
import type { Taste } from "../../../world/tastes/taste.ts";
import { answering, answersOf, heldOutQuestions, measurePolicy, winsOf } from "../../crowd/measure-policy.ts";
import { type SeatedPair, type SeatedVote, seatedVoters } from "../../crowd/seated-voters.ts";
import { type StandardTaste, standardise } from "../../crowd/standard-crowd.ts";
import { gatedRound, spreadOf, trainingPool } from "../../simulate/training-round.ts";

export interface ArenaPlan {
  readonly rounds: number;
  readonly seed: number;
  /** Of PPO, a round. With 0 only the reward model is measured, in a fraction of the time. */
  readonly iterations: number;
  readonly defences: Defences;
  /** Who plays; `inUnits` brings a taste into units of its spread over the starting model's answers. */
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
  /** Of the reward model, on votes that it was not fitted to. */
  readonly accuracy: number;
  /** Votes cast, and those of them that were faster than reading, by party. */
  readonly tally: Readonly<Record<string, { readonly cast: number; readonly tooFast: number }>>;
}

/**
 * Plays a public session without servers: rounds of votes, fits of the reward model, PPO and the gate, through the trainer's own learner.
 * @param model as `pocketSetting` reads it
 */
export async function playPublicArena(model: Omit<LearnerOptions, "seed">, plan: ArenaPlan): Promise<ArenaOutcome> {
  const { defences, seed } = plan;
  const { tokenizer } = model;
  const learner = await openLearner({ ...model, seed });
  const method = METHODS.ppo.open(learner);
  try {
    const random = seeded(seed * 31 + 7);
    const decode = (tokens: readonly number[]) => tokenizer.decode(tokens);
    const answers = answering(learner, decode);
    const before = await answersOf(answers, heldOutQuestions(), seeded(777));
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
    const after = await answersOf(answers, heldOutQuestions(), seeded(seed + 999));
    const tastes = plan.tastes.map((taste) => [{ share: 1, taste: inUnits(taste) }]);
    const { kl, meanWords } = measurePolicy(before, after, tastes[0]!, null);
    const rewards = learner.rewards(before.readings);
    return {
      winRates: tastes.map((taste) => mean(winsOf(before, after, taste))),
      ordered: tastes.map((taste) => measurePolicy(before, before, taste, rewards).rewardAccuracy),
      words: meanWords,
      startWords: mean(before.words.map((words) => words.length)),
      ...{ kl, accuracy, tally: Object.fromEntries(votes.tally) },
    };
  } finally {
    await method.dispose();
    await learner.dispose();
  }
}

/** A group that plays in the public session. */
export interface Party {
  readonly name: "player" | "seat";
  readonly seats: number;
  /** One address for all of their seats, or one each. */
  readonly addresses: "one" | "each";
  readonly taste: StandardTaste;
  /** Share of votes flipped. */
  readonly noise: number;
  /** Milliseconds from a pair's deal to the verdict. */
  readonly paceMs: number;
}

export interface Defences {
  /** Whether verdicts faster than anybody reads are left out. */
  readonly reading: boolean;
  /** Whether the votes of one address are held to a share. */
  readonly shares: boolean;
}

export interface PublicVotes {
  /** A round's comparisons, as the learner reads them. */
  round(pool: readonly NewPair[]): LearnerComparison[];
  /** Votes cast so far, and those of them that were faster than reading, by party. */
  readonly tally: ReadonlyMap<Party["name"], { cast: number; tooFast: number }>;
}

/** Length of the rapid beat in the drop-in session. */
const RAPID_MS = 30_000;

/** Rapid votes of a public session. Everybody judges as many pairs as their pace allows; every sixth is one of their own again. */
export function publicVotes(parties: readonly Party[], defences: Defences, seed: number): PublicVotes {
  const random = seeded(seed);
  const tally = new Map(parties.map(({ name }) => [name, { cast: 0, tooFast: 0 }]));
  const crowds = parties.map((party) => {
    const camp = { name: party.name, share: 1, taste: party.taste };
    const seats = Array.from({ length: party.seats }, () => camp);
    return { party, crowd: seatedVoters<NewAnswer>(seats, party.noise, random) };
  });
  let id = 0;

  function judged(party: Party, vote: SeatedVote<SeatedPair<NewAnswer>>): LearnerComparison[] {
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
