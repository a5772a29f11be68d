import type { CampAim } from "../../../shared/protocol/training/camps.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import type { OpenMethod } from "../../methods/method.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { mean } from "../../stats/moments.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import { answersByPrompt, NOTHING_EARLIER, poolPairs, sampleAnswers } from "../../trainer/pool/answer-pool.ts";
import type { PickSettings } from "../../trainer/pool/pick-varied.ts";
import {
  answering,
  answersOf,
  bestOfOthers,
  type Ceilings,
  measurePolicy,
  type SessionEffect,
  winsOf,
} from "../crowd/measure-policy.ts";
import { type Camp, standardCrowd } from "../crowd/standard-crowd.ts";
import { type Calibration, measureCalibration } from "./measure-calibration.ts";
import { drawToPick, measurePicked, type PickedEffect } from "./measure-picked.ts";
import { byNovelty, type PromptNovelty } from "./prompt-novelty.ts";
import { POCKET_ARENA, type SimulatedArena } from "./simulated-arena.ts";
import { gatedRound, spreadOf, trainingPool } from "./training-round.ts";
import type { VariantName } from "./variants.ts";
import { humanVotes, type Voting } from "./voting.ts";

export interface SessionPlan {
  readonly seed: number;
  readonly rounds: number;
  readonly votes: readonly number[];
  /** Share of votes flipped. */
  readonly noise: number;
  /** Of the method, a round. */
  readonly iterations: number;
  readonly isGated: boolean;
  /** How what players are shown is picked, measured beside the policy alone. */
  readonly picking: PickSettings;
  /** What training follows in a crowd of two camps. */
  readonly campAim: CampAim;
  /** What the crowd likes from a round on, in the place of what it liked before; null: its taste stays. */
  readonly change: TasteChange | null;
}

/** A crowd that changes its mind. */
export interface TasteChange {
  /** From 1. */
  readonly round: number;
  readonly camps: readonly Camp[];
}

/** One run at one number of votes. */
export interface Point extends SessionEffect, Ceilings, PickedEffect, Calibration {
  readonly taste: string;
  readonly method: VariantName;
  readonly seed: number;
  readonly votes: number;
  /** Win rates by what is new in a held-out prompt. */
  readonly novelty: Partial<Record<PromptNovelty, number>>;
  /** Win rate by each of the crowd's tastes, in their order. */
  readonly campWins: readonly number[];
  /** Members of the camps that were found, the first camp's first; null: one camp. */
  readonly campsFound: readonly number[] | null;
  /** Comparisons that hardly count any more, because the crowd was found to have changed its mind. */
  readonly outdated: number;
  readonly rejected: number;
  readonly klCoefficient: number;
  readonly seconds: number;
}

/**
 * One session: deals, noisy votes, reward fits, a method's iterations and the gate. It yields a point at each of the plan's numbers of votes.
 * @param learner and `method`, both at the start
 */
export async function* simulateSession(
  learner: Learner,
  method: OpenMethod,
  camps: readonly Camp[],
  { seed, votes, rounds, noise, iterations, isGated, picking, campAim, change }: SessionPlan,
  tokenizer: Tokenizer,
  voting: Voting = humanVotes(noise),
  arena: SimulatedArena = POCKET_ARENA,
): AsyncGenerator<Omit<Point, "taste" | "seed" | "method">> {
  const random = seeded(seed * 31 + 7);
  const decode = (tokens: readonly number[]) => tokenizer.decode(tokens);
  const { questions, newQuestions, schedule, isSafe } = arena;
  const model = answering(learner, decode);
  const before = await answersOf(model, questions, seeded(777));
  const newBefore = await answersOf(model, newQuestions, seeded(776));
  const start = await trainingPool(learner, decode, seeded(778), arena);
  const startAnswers = await sampleAnswers(learner, arena.played, schedule.perPrompt, decode, seeded(779));
  const earlier = { ...NOTHING_EARLIER, rapid: answersByPrompt(startAnswers, 0, isSafe) };
  let crowd = standardCrowd(camps, spreadOf(start));
  const began = performance.now();
  let marks = votes.toSorted((a, b) => a - b);
  const all = marks.at(-1)!;
  let good = { state: method.state(), pool: start };
  let cast = 0;
  let rejected = 0;
  for (let round = 1; round <= rounds; round++) {
    if (change !== null && round === change.round) crowd = standardCrowd(change.camps, spreadOf(start));
    const pairs = poolPairs(learner, good.pool, round, earlier, 0, isSafe, random);
    const labels = await voting(pairs, Math.floor((round * all) / rounds) - cast, crowd, cast, random);
    await learner.observe(labels);
    cast += labels.length;
    const told = learner.fitReward({}, campAim);
    const plan = { iterations, isGated, eosId: tokenizer.eosId };
    const sample = () => trainingPool(learner, decode, random, arena);
    const outcome = await gatedRound(learner, method, plan, start, good, sample, arena);
    good = outcome.good;
    if (outcome.reason !== null) {
      rejected++;
      process.stderr.write(`  round ${round}: rejected, ${outcome.reason}\n`);
    }
    if (round < rounds && cast < marks[0]!) continue;
    marks = marks.filter((mark) => mark > cast);
    const trained = await answersOf(model, questions, seeded(seed + 999));
    const newTrained = await answersOf(model, newQuestions, seeded(seed + 998));
    const effect = measurePolicy(before, trained, crowd.tastes, learner.rewards(trained.readings));
    const drawn = picking.bestOf > 1 ? await drawToPick(model, before, picking, seeded(seed + 1_999)) : trained;
    const picked = measurePicked(before, drawn, learner.rewards(drawn.readings), crowd.tastes, picking);
    const calibration = measureCalibration(learner, before, trained, crowd, noise, seeded(seed + 2_999), told);
    const seconds = (performance.now() - began) / 1000;
    const { klCoefficient } = method.state();
    const ceilings = bestOfOthers(before, crowd.tastes, learner.rewards(before.readings));
    const wins = [...winsOf(before, trained, crowd.tastes), ...winsOf(newBefore, newTrained, crowd.tastes)];
    const novelty = byNovelty([...questions, ...newQuestions], wins);
    const campWins = crowd.tastes.map(({ taste }) => mean(winsOf(before, trained, [{ share: 1, taste }])));
    yield {
      ...effect,
      ...ceilings,
      ...picked,
      ...calibration,
      novelty,
      campWins,
      campsFound: learner.divided?.camps?.sizes ?? null,
      outdated: learner.outdated,
      votes: cast,
      rejected,
      klCoefficient,
      seconds,
    };
  }
}
