import { shuffled } from "../../../shared/random/shuffled.ts";
import type { Sequence } from "../model/batch-layout.ts";
import type { Generator } from "../model/generator.ts";
import { centred, centredByGroup, gae, whiten } from "../objectives/gae.ts";
import { topPhrase, type Word } from "../objectives/phrase-penalty.ts";
import { meanKl, tokenRewards } from "../objectives/token-rewards.ts";
import { tokenPrices } from "../objectives/wording-price.ts";
import type { Experience, Policy } from "./policy.ts";
import type { PpoSettings } from "./ppo-settings.ts";
import type { Reading, ReferenceModel } from "./reference-model.ts";

/** Rewards of responses, one each, from what the reference read in them or from the responses themselves. */
export type Reward = (readings: readonly Reading[], responses: readonly Sequence[]) => readonly number[];

/** Everything that one iteration works with; the caller owns it all. */
export interface PpoContext {
  readonly policy: Policy;
  /** Holds the policy's present weights. */
  readonly generator: Generator;
  readonly reference: ReferenceModel;
  /** Reward of responses, one each, before clipping. */
  readonly reward: Reward;
  readonly wordsOf: (tokens: readonly number[]) => Word[];
  /** Words of recent responses, newest last; the iteration appends its own and drops the oldest. */
  readonly recent: (readonly Word[])[];
  readonly eosId: number;
  readonly klCoefficient: number;
  readonly noveltyCoefficient: number;
  readonly random: () => number;
  readonly settings: PpoSettings;
}

export interface PpoIteration {
  /** Under TRL's names. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Milliseconds by part. */
  readonly parts: { readonly rollout: number; readonly scoring: number; readonly training: number };
}

/** One PPO iteration: roll out, score, estimate advantages, a few clipped epochs. `prompts` has `settings.batch / settings.perPrompt` entries. */
export async function ppoIteration(
  context: PpoContext,
  prompts: readonly (readonly number[])[],
): Promise<PpoIteration> {
  const { policy, settings, random } = context;

  // 1. Roll out the policy as players meet it.
  const began = performance.now();
  const asked = prompts.flatMap((prompt) => Array.from({ length: settings.perPrompt }, () => prompt));
  const generated = await context.generator.generate(asked, { random });

  // 2. Score: reference and reward features in one pass; the policy's own log-probs and states came with the rollout.
  const rolledOut = performance.now();
  const readings = await context.reference.read(generated);
  const own = generated.map(({ logProbs, states }) => ({
    logProbs: Float32Array.from(logProbs),
    values: policy.values(states),
  }));
  const rollout = layOut(context, generated, readings, own);

  // 3. Advantages among the answers to each prompt, whitened over the whole batch.
  const rewards = tokenRewards(rollout);
  const { advantages, returns } = gae({ ...rollout, rewards, gamma: settings.gamma, lambda: settings.lambda });
  const relative = centredByGroup(advantages, rollout.mask, rollout.rows, settings.perPrompt);
  const whitened = whiten(relative, rollout.mask);
  const experiences: Experience[] = generated.map((sequence, row) => {
    const part = (values: Float32Array) =>
      values.slice(row * rollout.time, row * rollout.time + sequence.response.length);
    return { sequence, ...own[row]!, advantages: part(whitened), returns: part(returns) };
  });

  // 4. Clipped epochs, until the policy has moved far enough from the one that rolled out.
  const scored = performance.now();
  const updates = await epochs(policy, experiences, settings, random);
  const trained = performance.now();

  return {
    metrics: {
      ...rolloutMetrics(context, rollout, rewards),
      ...meanOf(updates),
      "val/ratio_first": updates[0]!["val/ratio"]!,
      updates: updates.length,
    },
    parts: { rollout: rolledOut - began, scoring: scored - rolledOut, training: trained - scored },
  };
}

type Rollout = ReturnType<typeof layOut>;

/** The batch as `[rows, time]` arrays, scores clipped and penalised. */
function layOut(
  context: PpoContext,
  generated: readonly Sequence[],
  readings: readonly Reading[],
  own: readonly { logProbs: Float32Array; values: Float32Array }[],
) {
  const { settings, recent, eosId } = context;
  const rows = generated.length;
  const time = Math.max(...generated.map((one) => one.response.length));
  const spread = (pick: (row: number) => Float32Array) => {
    const values = new Float32Array(rows * time);
    for (let row = 0; row < rows; row++) values.set(pick(row), row * time);
    return values;
  };
  const words = generated.map((one) => context.wordsOf(one.response));
  recent.push(...words);
  recent.splice(0, recent.length - settings.phrase.window);
  const refLogProbs = readings.map((one) => one.refLogProbs);
  const prices = tokenPrices(words, recent, time, refLogProbs, context.noveltyCoefficient, settings.phrase);
  const ended = generated.map((one) => one.response.at(-1) === eosId);
  const mask = spread((row) => new Float32Array(generated[row]!.response.length).fill(1));
  const scores = Float32Array.from(context.reward(readings, generated), (score, row) => {
    const clipped = Math.max(-settings.scoreClip, Math.min(settings.scoreClip, score));
    return clipped - (ended[row] ? 0 : settings.missingEosPenalty);
  });
  return {
    rows,
    time,
    scores,
    ended: ended.filter(Boolean).length,
    mask,
    logProbs: spread((row) => own[row]!.logProbs),
    values: spread((row) => own[row]!.values),
    refLogProbs: spread((row) => refLogProbs[row]!),
    wordingPrices: centred(prices, mask),
    klCoefficient: context.klCoefficient,
  };
}

/** Minibatch updates in random order; ends when the k3 KL to the rollout policy passes `stopKl`. */
async function epochs(policy: Policy, experiences: readonly Experience[], settings: PpoSettings, random: () => number) {
  const updates: Record<string, number>[] = [];
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    const order = shuffled(experiences, random);
    for (let at = 0; at < order.length; at += settings.minibatch) {
      const stats = await policy.step(order.slice(at, at + settings.minibatch), settings.learningRate);
      updates.push(stats);
      if (stats["policy/kl_k3"]! > settings.stopKl) return updates;
    }
  }
  return updates;
}

function rolloutMetrics(context: PpoContext, rollout: Rollout, rewards: Float32Array): Record<string, number> {
  const { rows, mask, logProbs, scores } = rollout;
  const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
  const score = sum(scores) / rows;
  const phrases = topPhrase(context.recent, context.settings.phrase.words);
  return {
    "objective/kl": meanKl(rollout),
    "objective/entropy": -sum(logProbs) / rows,
    "objective/scores": score,
    "objective/rlhf_reward": sum(rewards) / rows,
    "objective/non_score_reward": sum(rewards) / rows - score,
    "val/num_eos_tokens": rollout.ended,
    "objective/wording_price": sum(rollout.wordingPrices) / rows,
    top_phrase_share: phrases.share,
    response_tokens: sum(mask) / rows,
    kl_coefficient: context.klCoefficient,
    novelty_coefficient: context.noveltyCoefficient,
    lr: context.settings.learningRate,
  };
}

const meanOf = (updates: readonly Record<string, number>[]): Record<string, number> =>
  Object.fromEntries(
    Object.keys(updates[0]!).map((name) => [name, updates.reduce((sum, one) => sum + one[name]!, 0) / updates.length]),
  );
