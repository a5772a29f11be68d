import { METHOD_NAMES } from "../../../shared/protocol/training-methods.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { ADAPTER_SFT, SFT_ON_WINNERS, sft } from "../../methods/sft/sft.ts";
import { mean } from "../../stats/moments.ts";
import type { Learner, LearnerComparison, LearnerOptions } from "../../trainer/learner-contract.ts";
import { type AnswerPool, candidateMetrics } from "../../trainer/pool/answer-pool.ts";
import { type Answering, answersOf, type MeasuredAnswers } from "../crowd/measure-policy.ts";
import type { WeightedTastes } from "../crowd/standard-crowd.ts";
import type { OpenedArena, SimulatedArena } from "../simulate/simulated-arena.ts";
import { gatedRound, spreadOf, trainingPool } from "../simulate/training-round.ts";
import { type Variant, variantIn } from "../simulate/variants.ts";

/** What a method is given: a learner at the start whose reward model is fitted to the votes, and the votes. */
export interface CompareTask {
  readonly learner: Learner;
  readonly setting: LearnerOptions;
  readonly arena: SimulatedArena;
  readonly model: Answering;
  readonly comparisons: readonly LearnerComparison[];
  /** Held-out questions that it has to answer in the end. */
  readonly questions: readonly string[];
  /** The starting policy's answers to training prompts. */
  readonly start: AnswerPool;
  /** Noise-free, for the course only: no method may learn from them. */
  readonly tastes: WeightedTastes;
  readonly iterations: number;
}

/** A policy under way, on answers to training prompts. */
export interface CoursePoint {
  readonly iterations: number;
  readonly kl: number;
  readonly sftNll: number;
  /** Mean reward by the reward model less the start's, in the standard deviations of the start's answers. */
  readonly proxy: number;
  /** Mean score by the noise-free taste less the start's, in the same unit. */
  readonly taste: number;
  /** Why the gate rejected it, or null. */
  readonly rejected: string | null;
}

/** What a method has achieved. */
export interface CompareResult {
  readonly answers: MeasuredAnswers;
  /** In nats a response, where it is known without the answers' log-probabilities; else null. */
  readonly kl: number | null;
  /** Empty for methods that don't iterate. */
  readonly course: readonly CoursePoint[];
}

export interface ComparedMethod {
  run(task: CompareTask): Promise<CompareResult>;
  /** What its learner has in the place of the shipped settings. */
  readonly learner: Pick<LearnerOptions, "adapter" | "ensemble">;
}

export const COMPARED = [...METHOD_NAMES, "best-of-n", "sft-winners", "unregularised"] as const;
export type ComparedName = (typeof COMPARED)[number];

/**
 * @param n answers from which best-of-n picks
 * @throws Error at the use of a method that is for the pocket model alone
 */
export function comparedMethod(name: ComparedName, n: number, opened: OpenedArena): ComparedMethod {
  if (name === "best-of-n") return { run: bestOfN(n), learner: {} };
  if (name === "sft-winners") return { run: sftOnWinners, learner: {} };
  return iterated(variantIn(opened, name));
}
/** Iterations between two candidates, as in a round of the trainer. */
const ITERATIONS_A_ROUND = 3;

/** Iterations of a method against the reward model, with the gate where the method has one; the last promoted policy answers. */
function iterated({ method: { open }, gated: isGated, learner: own }: Variant): ComparedMethod {
  return {
    learner: own,
    async run(task) {
      const { arena, learner, setting, model, questions, start, iterations } = task;
      const { decode } = model;
      const { eosId } = setting.shape;
      const random = seeded(setting.seed * 31 + 8);
      const method = open(learner);
      const course: CoursePoint[] = [];
      let good = { state: method.state(), pool: start };
      for (let done = 0; done < iterations; ) {
        const plan = { iterations: Math.min(ITERATIONS_A_ROUND, iterations - done), isGated, eosId };
        const sample = () => trainingPool(learner, decode, random, arena);
        const outcome = await gatedRound(learner, method, plan, start, good, sample, arena);
        good = outcome.good;
        done += plan.iterations;
        const checks = { isSafe: arena.isSafe, eosId, klCoefficient: 0 };
        const metrics = candidateMetrics(learner, outcome.candidate, start, start, checks);
        course.push({
          iterations: done,
          kl: metrics.kl,
          sftNll: metrics.sftNll,
          proxy: metrics.rewardGain,
          taste: meanScore(task.tastes, outcome.candidate) - meanScore(task.tastes, start),
          rejected: outcome.reason,
        });
      }
      await method.restore(good.state);
      await method.dispose();
      return { answers: await answersOf(model, questions, seeded(setting.seed + 999)), kl: null, course };
    },
  };
}

const meanScore = (tastes: WeightedTastes, pool: AnswerPool): number =>
  mean(spreadOf(pool).map((answer) => tastes.reduce((sum, { share, taste }) => sum + share * taste.score(answer), 0)));

/** Nats a response of best-of-n from what it samples: an upper bound that is nearly reached (Beirami et al. 2024). */
export const bestOfKl = (n: number): number => Math.log(n) - (n - 1) / n;

/** The starting policy answers `n` times and the reward model picks: no training at all. */
function bestOfN(n: number): ComparedMethod["run"] {
  // The answers to pick from are the same whatever the votes say.
  let drawn: { readonly seed: number; readonly answers: MeasuredAnswers } | null = null;

  async function draw({ model, questions, setting: { seed } }: CompareTask): Promise<MeasuredAnswers> {
    const random = seeded(seed + 999);
    const asked = questions.flatMap((question) => Array.from({ length: n }, () => question));
    const answers = await answersOf(model, asked, random);
    const light = answers.generated.map((one) => ({ ...one, states: new Float32Array(0) }));
    return { ...answers, generated: light };
  }

  return async (task) => {
    const { seed } = task.setting;
    if (drawn?.seed !== seed) drawn = { seed, answers: await draw(task) };
    const { answers } = drawn;
    const rewards = task.learner.rewards(answers.readings);
    const best = task.questions.map((_, i) => {
      let top = i * n;
      for (let j = top + 1; j < (i + 1) * n; j++) if (rewards[j]! > rewards[top]!) top = j;
      return top;
    });
    const pick = <T>(all: readonly T[]): T[] => best.map((index) => all[index]!);
    return {
      answers: {
        answers: pick(answers.answers),
        generated: pick(answers.generated),
        words: pick(answers.words),
        readings: pick(answers.readings),
      },
      kl: bestOfKl(n),
      course: [],
    };
  };
}

/** Fine-tunes the start on the answers that won their vote. The votes' losers and the reward model are not used. */
async function sftOnWinners({ learner, setting, model, comparisons, questions }: CompareTask): Promise<CompareResult> {
  const { tokenizer, seed } = setting;
  const winners = comparisons.flatMap(({ prompt, a, b, label }) =>
    label === 0.5 ? [] : [{ prompt: tokenizer.encodePrompt(prompt), response: label > 0.5 ? a : b }],
  );
  // An adapter to a bigger model has room for fewer rows at once, and learns at its own rate.
  const { rows } = setting.shape;
  const onAdapter = { ...SFT_ON_WINNERS, rows, learningRate: ADAPTER_SFT.learningRate };
  const method = sft(setting.adapter === undefined ? SFT_ON_WINNERS : onAdapter).open(learner);
  await method.iterate(winners);
  await method.dispose();
  return { answers: await answersOf(model, questions, seeded(seed + 999)), kl: null, course: [] };
}
