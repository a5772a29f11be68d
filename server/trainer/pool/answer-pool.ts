import { type Ends, hasEnded } from "../../ml/model/batch-layout.ts";
import type { Generated } from "../../ml/model/generator.ts";
import { phraseCounts, type Word } from "../../ml/objectives/repetition-penalty.ts";
import { distinct2Ratio, holdsSlip } from "../../ml/objectives/variety-reward.ts";
import type { Reading } from "../../ml/training/reference-model.ts";
import type { NewAnswer, NewPair } from "../../ports/pool.ts";
import { total } from "../../stats/moments.ts";
import type { Learner } from "../learner-contract.ts";
import type { CandidateMetrics } from "../promotion/gate.ts";
import { choosePairs } from "./choose-pairs.ts";

/** A prompt as it is stored. */
export interface PoolPrompt {
  readonly id: string;
  readonly text: string;
}

/** Answers of one policy to a number of prompts, `perPrompt` to each in a row. They are measured by the gate and then dealt to players. */
export interface AnswerPool {
  readonly prompts: readonly PoolPrompt[];
  readonly perPrompt: number;
  readonly generated: readonly Generated[];
  readonly texts: readonly string[];
  /** Whether each came to an end of its own. */
  readonly ended: readonly boolean[];
  readonly words: readonly (readonly Word[])[];
  readonly readings: readonly Reading[];
}

/**
 * Answers of the learner's present policy, read once by the reference: `[prompts * perPrompt]` of everything, the answers to a prompt in a row.
 * @param decode tokens to text
 * @param random source of the draws, 0-1
 */
export async function sampleAnswers(
  learner: Learner,
  prompts: readonly PoolPrompt[],
  perPrompt: number,
  decode: (tokens: readonly number[]) => string,
  random: () => number,
): Promise<AnswerPool> {
  const asked = prompts.flatMap((prompt) => Array.from({ length: perPrompt }, () => prompt.text));
  const generated = await learner.sample(asked, random);
  return {
    prompts,
    perPrompt,
    generated,
    texts: generated.map((one) => decode(one.response)),
    ended: generated.map((one) => hasEnded(one, learner.shape)),
    words: generated.map((one) => learner.wordsOf(one.response)),
    readings: await learner.reference.read(generated),
  };
}

const refLogProbOf = ({ readings }: AnswerPool): number => total(readings.map((one) => total(one.refLogProbs)));

/** Nats a response from the starting policy. */
const klOf = (pool: AnswerPool): number =>
  (total(pool.generated.map((one) => total(one.logProbs))) - refLogProbOf(pool)) / pool.generated.length;

/** The gate's figures of a candidate's answers, against those of the starting policy and of the version it would replace. */
export function candidateMetrics(
  learner: Learner,
  candidate: AnswerPool,
  start: AnswerPool,
  current: AnswerPool,
  checks: Ends & {
    readonly isSafe: (text: string) => boolean;
    /** What a nat of KL costs the candidate in training. */
    readonly klCoefficient: number;
  },
): CandidateMetrics {
  const { generated, texts, words } = candidate;
  const n = generated.length;
  const reward = (pool: AnswerPool) => total(learner.rewards(pool.readings)) / pool.generated.length;
  const kl = klOf(candidate);
  const rewardGain = reward(candidate) - reward(current);
  return {
    kl,
    sftNll: -refLogProbOf(candidate) / total(generated.map((one) => one.response.length)),
    slipShare: candidate.readings.filter((one) => holdsSlip(one.refLogProbs)).length / n,
    distinct2Ratio: distinct2Ratio(words, start.words),
    topPhraseShare: Math.max(0, ...phraseCounts(words, 4).values()) / n,
    rewardGain,
    objectiveGain: rewardGain - checks.klCoefficient * (kl - klOf(current)),
    safeShare: texts.filter(checks.isSafe).length / n,
    endedShare: generated.filter((one) => hasEnded(one, checks)).length / n,
  };
}

/** An answer of an earlier version, with what the reward model reads of it: both sides of a pair are scored by the same one. */
export interface OlderAnswer {
  readonly response: Omit<NewAnswer, "reward">;
  readonly reading: Reading;
}

/** By prompt. */
export type OlderAnswers = ReadonlyMap<string, readonly OlderAnswer[]>;

/** Earlier versions' answers that new ones may meet in showdowns, and the starting policy's that they may meet in rapid pairs. */
export interface EarlierAnswers {
  readonly showdown: OlderAnswers;
  readonly rapid: OlderAnswers;
}

/** For the first version. */
export const NOTHING_EARLIER: EarlierAnswers = { showdown: new Map(), rapid: new Map() };

/** Indices of the answers that players may see, a group a prompt. */
export function safeAnswers(pool: AnswerPool, isSafe: (text: string) => boolean): number[][] {
  return pool.prompts.map((_, i) =>
    Array.from({ length: pool.perPrompt }, (_, j) => i * pool.perPrompt + j).filter((index) =>
      isSafe(pool.texts[index]!),
    ),
  );
}

/** The answers of a version that players may see, by prompt, where there are any. */
export const answersByPrompt = (
  pool: AnswerPool,
  policyVersion: number,
  isSafe: (text: string) => boolean,
): Map<string, readonly OlderAnswer[]> =>
  new Map(
    safeAnswers(pool, isSafe).flatMap((indices, i) => {
      const answers = indices.map((index) => ({
        response: {
          ...{ text: pool.texts[index]!, tokens: pool.generated[index]!.response, ended: pool.ended[index]! },
          policyVersion,
        },
        reading: pool.readings[index]!,
      }));
      return answers.length === 0 ? [] : [[pool.prompts[i]!.id, answers] as const];
    }),
  );

/**
 * Deals an answer pool out in pairs: most of them rapid, the most telling first; showdowns against an older version's answer
 * where there is one. Unsafe answers are left out. A rapid pair may set an answer against the starting policy's: a policy that was led
 * astray by a few votes no longer says what its crowd would have liked, so that votes on its own answers alone could not call it back (docs/log).
 * @param meetings rapid pairs that an answer may be in
 */
export function poolPairs(
  learner: Learner,
  pool: AnswerPool,
  policyVersion: number,
  earlier: EarlierAnswers,
  showdowns: number,
  isSafe: (text: string) => boolean,
  random: () => number,
  meetings = 1,
): NewPair[] {
  const { ensemble } = learner;
  const rewards = learner.rewards(pool.readings);
  const responses = pool.generated.map(
    (one, i): NewAnswer => ({
      text: pool.texts[i]!,
      tokens: one.response,
      ended: pool.ended[i]!,
      policyVersion,
      reward: ensemble === null ? null : rewards[i]!,
    }),
  );
  const scored = ({ response, reading }: OlderAnswer): NewAnswer => ({
    ...response,
    reward: ensemble === null ? null : learner.rewards([reading])[0]!,
  });
  const groups = safeAnswers(pool, isSafe);
  const starts = pool.prompts.map((prompt) => earlier.rapid.get(prompt.id) ?? []);
  const old = starts.flat();
  const posterior = learner.posterior([...pool.readings, ...old.map(({ reading }) => reading)]);
  const texts = [...pool.texts, ...old.map(({ response }) => response.text)];
  let next = responses.length;
  const answers = groups.map((group, i) => [...group, ...starts[i]!.map(() => next++)]);
  const mayMeet = (a: number, b: number) => Math.min(a, b) < responses.length && texts[a] !== texts[b];
  const chosen = choosePairs(answers, posterior, mayMeet, (responses.length * meetings) >> 1, random, meetings);
  const scoredAt = new Map<number, NewAnswer>();
  const candidateAt = (index: number) => {
    const answer = responses[index] ?? scoredAt.get(index) ?? scored(old[index - responses.length]!);
    scoredAt.set(index, answer); // the same object in every pair, which is stored once
    return answer;
  };
  const promptOf = (index: number) => pool.prompts[Math.floor(index / pool.perPrompt)]!;
  const rapid = chosen.map(
    ({ a, b }, rank): NewPair => ({
      kind: "rapid",
      prompt: promptOf(Math.min(a, b)),
      a: candidateAt(a),
      b: candidateAt(b),
      // Pairs that were chosen by fewer comparisons wait: what they ask may be known by now.
      priority: learner.comparisons - rank / chosen.length,
    }),
  );
  const matches = Array.from({ length: Math.min(showdowns, pool.prompts.length) }, (_, i): NewPair | null => {
    const at = Math.floor((i * pool.prompts.length) / showdowns);
    const [first, second] = groups[at]!.map((index) => responses[index]!);
    const rivals = (earlier.showdown.get(pool.prompts[at]!.id) ?? []).filter(
      ({ response }) => response.text !== first?.text,
    );
    const met = rivals[Math.floor(random() * rivals.length)];
    const rival = met === undefined ? second : scored(met);
    if (first === undefined || rival === undefined || rival.text === first.text) return null;
    return {
      kind: "showdown",
      prompt: pool.prompts[at]!,
      a: first,
      b: rival,
      priority: rival.policyVersion < policyVersion ? 1 : 0,
    };
  }).filter((pair) => pair !== null);
  return [...rapid, ...matches];
}
