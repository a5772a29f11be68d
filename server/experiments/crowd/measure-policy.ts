import type { Sequence } from "../../ml/model/batch-layout.ts";
import type { Generated } from "../../ml/model/generator.ts";
import { phraseCounts, type Word } from "../../ml/objectives/repetition-penalty.ts";
import { distinct2Ratio, pairsOf } from "../../ml/objectives/variety-reward.ts";
import type { Reading } from "../../ml/training/reference-model.ts";
import { mean, total } from "../../stats/moments.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import { prompts, type WorldPrompt } from "../../world/prompts.ts";
import type { Answer } from "../../world/tastes/taste.ts";
import type { WeightedTastes } from "./standard-crowd.ts";

/** Answers to each held-out prompt. */
const PER_PROMPT = 20;

/** The prompts of a split that is kept from training, each as often as it is asked. */
export const heldOutQuestions = (split: Exclude<WorldPrompt["split"], "train"> = "heldout"): string[] =>
  prompts
    .filter((prompt) => prompt.split === split)
    .flatMap((prompt) => Array.from({ length: PER_PROMPT }, () => prompt.text));

/** Answers of one policy to a fixed list of prompts. */
export interface MeasuredAnswers {
  readonly answers: readonly Answer[];
  readonly generated: readonly Generated[];
  readonly words: readonly (readonly Word[])[];
  /** What the starting policy and the reward model read in them. */
  readonly readings: readonly Reading[];
}

/** What answers, and what reads the answers. */
export interface Answering {
  sample(prompts: readonly string[], random: () => number): Promise<Generated[]>;
  read(answers: readonly Sequence[]): Promise<Reading[]>;
  wordsOf(tokens: readonly number[]): Word[];
  decode(tokens: readonly number[]): string;
}

/** Samples an answer to each question and reads it with the starting policy. */
export async function answersOf(
  model: Answering,
  questions: readonly string[],
  random: () => number,
): Promise<MeasuredAnswers> {
  const generated = await model.sample(questions, random);
  return {
    generated,
    answers: generated.map((one, i) => ({ prompt: questions[i]!, response: model.decode(one.response) })),
    words: generated.map((one) => model.wordsOf(one.response)),
    readings: await model.read(generated),
  };
}

/** A learner's present policy, read by its starting policy. */
export const answering = (learner: Learner, decode: Answering["decode"]): Answering => ({
  sample: learner.sample,
  read: learner.reference.read,
  wordsOf: learner.wordsOf,
  decode,
});

/** What a session did to the model, by the noise-free taste on held-out prompts. Shares 0-1. */
export interface SessionEffect {
  /** Share of fresh pairs that the trained policy wins against the starting one, ties half. */
  readonly winRate: number;
  /** 95% interval, prompts being the unit that varies. */
  readonly winRateLow: number;
  readonly winRateHigh: number;
  readonly pairs: number;
  /** Nats a response from the starting policy. */
  readonly kl: number;
  /** Nats a token of the trained policy's text under the starting one. */
  readonly sftNll: number;
  /** Distinct pairs of neighbouring words over all such pairs, and its ratio to the start's at an equal number of pairs. */
  readonly distinct2: number;
  readonly distinct2Ratio: number;
  /** Share of responses with the commonest run of four words. */
  readonly topPhraseShare: number;
  readonly topPhrase: string;
  readonly uniqueShare: number;
  /** Share of pairs of the trained policy's answers that the reward model orders as the taste does; NaN without a reward model. */
  readonly rewardAccuracy: number;
  readonly meanWords: number;
}

const preference = (tastes: WeightedTastes, a: Answer, b: Answer): number =>
  tastes.reduce((sum, { share, taste }) => {
    const difference = taste.score(a) - taste.score(b);
    return sum + share * (difference > 0 ? 1 : difference < 0 ? 0 : 0.5);
  }, 0);

/** By how much of the tastes each answer of a trained policy is preferred to the starting policy's answer to the same prompt, 0-1; ties half. */
export const winsOf = (
  start: Pick<MeasuredAnswers, "answers">,
  trained: Pick<MeasuredAnswers, "answers">,
  tastes: WeightedTastes,
): number[] => trained.answers.map((answer, i) => preference(tastes, answer, start.answers[i]!));

/**
 * Compares a trained policy with the starting one, answer by answer to the same prompts.
 * @param rewards the reward model's scores of the trained policy's answers, or null
 */
export function measurePolicy(
  start: MeasuredAnswers,
  trained: MeasuredAnswers,
  tastes: WeightedTastes,
  rewards: readonly number[] | null,
): SessionEffect {
  const { answers, generated, readings, words } = trained;
  const n = answers.length;
  const wins = winsOf(start, trained, tastes);
  const winRate = mean(wins);
  const asked = answers.map((answer) => answer.prompt);
  const halfWidth = 1.96 * clusteredError(wins, asked);
  const refLogProbs = readings.map((one) => total(one.refLogProbs));
  const tokens = generated.reduce((total, one) => total + one.response.length, 0);
  const commonest = [...phraseCounts(words, 4)].sort((a, b) => b[1] - a[1])[0];
  const own = pairsOf(words);
  return {
    winRate,
    winRateLow: winRate - halfWidth,
    winRateHigh: winRate + halfWidth,
    pairs: n,
    kl: generated.reduce((kl, one, i) => kl + total(one.logProbs) - refLogProbs[i]!, 0) / n,
    sftNll: -total(refLogProbs) / tokens,
    distinct2: new Set(own).size / own.length,
    distinct2Ratio: distinct2Ratio(words, start.words),
    topPhraseShare: (commonest?.[1] ?? 0) / n,
    topPhrase: commonest?.[0] ?? "",
    uniqueShare: new Set(answers.map((answer) => answer.response)).size / n,
    rewardAccuracy: rewards === null ? Number.NaN : orderAccuracy(answers, tastes, rewards),
    meanWords: words.reduce((total, one) => total + one.length, 0) / n,
  };
}

/** Answers among which a ceiling picks. */
const BEST_OF = 16;

/** What picking the best of 16 answers of the starting policy would win against one more of them, 0-1: no policy that is near it gets much further. */
export interface Ceilings {
  /** The best by the taste itself. */
  readonly bestByTaste: number;
  /** The best by the reward model. */
  readonly bestByReward: number;
}

/** Of every answer's next 16 rivals to the same prompt, the best one by the taste, and the best one by the reward model, against that answer. */
export function bestOfOthers(
  { answers }: Pick<MeasuredAnswers, "answers">,
  tastes: WeightedTastes,
  rewards: readonly number[],
): Ceilings {
  const groups = [...Map.groupBy(answers.keys(), (i) => answers[i]!.prompt).values()];
  const liked = answers.map((answer) => tastes.reduce((sum, { share, taste }) => sum + share * taste.score(answer), 0));
  const against = (scores: readonly number[]) =>
    mean(
      groups.flatMap((group) =>
        group.map((i, at) => {
          const others = [...group.slice(at + 1), ...group.slice(0, at)].slice(0, BEST_OF);
          const best = others.reduce((a, b) => (scores[b]! > scores[a]! ? b : a));
          return preference(tastes, answers[best]!, answers[i]!);
        }),
      ),
    );
  return { bestByTaste: against(liked), bestByReward: against(rewards) };
}

/** Standard error of a mean whose values come in clusters (Liang & Zeger 1986). */
function clusteredError(values: readonly number[], clusters: readonly string[]): number {
  const centre = mean(values);
  const residuals = new Map<string, number>();
  for (const [i, cluster] of clusters.entries())
    residuals.set(cluster, (residuals.get(cluster) ?? 0) + values[i]! - centre);
  const squares = [...residuals.values()].reduce((sum, residual) => sum + residual ** 2, 0);
  return Math.sqrt(squares) / values.length;
}

/** Share of pairs of neighbouring answers to one prompt whose order by reward is that by the tastes; undecided pairs are left out. */
export function orderAccuracy(answers: readonly Answer[], tastes: WeightedTastes, rewards: readonly number[]): number {
  let right = 0;
  let decided = 0;
  const byPrompt = Map.groupBy(answers.keys(), (i) => answers[i]!.prompt);
  for (const group of byPrompt.values())
    for (let i = 1; i < group.length; i += 2) {
      const [a, b] = [group[i - 1]!, group[i]!];
      const better = preference(tastes, answers[a]!, answers[b]!);
      if (better === 0.5) continue;
      decided++;
      right += Number(rewards[a]! > rewards[b]! === better > 0.5);
    }
  return right / decided;
}
