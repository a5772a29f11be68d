import { shuffled } from "../../../shared/random/shuffled.ts";
import { hasEnded } from "../../ml/model/batch-layout.ts";
import type { Generated } from "../../ml/model/generator.ts";
import { bestOfGroup, centred, comparedInGroup, gae, scaledToOne } from "../../ml/objectives/gae.ts";
import type { PpoClip } from "../../ml/objectives/ppo-loss.ts";
import { topPhrase, type Word } from "../../ml/objectives/repetition-penalty.ts";
import { meanKl, tokenRewards } from "../../ml/objectives/token-rewards.ts";
import { distinct2Ratio, holdsSlip, tokenPenalties, varietyCoefficient } from "../../ml/objectives/variety-reward.ts";
import { byLength } from "../../ml/training/length-buckets.ts";
import { total } from "../../stats/moments.ts";
import { ridge } from "../../stats/ridge.ts";
import type { Method, MethodContext, OpenMethod } from "../method.ts";
import {
  ADOPTED_ON_POLICY,
  exactParts,
  finalScores,
  meanOf,
  methodProgress,
  ON_POLICY,
  type OnPolicySettings,
  pushRecent,
} from "../on-policy.ts";
import { openRollouts } from "../rollouts.ts";
import { type Experience, freshPolicyState, openPolicy, type Policy } from "./policy.ts";
import { VALUE_BIAS, VALUE_WEIGHT } from "./policy-graphs.ts";

/** Every knob of PPO on language models. */
export interface PpoSettings extends OnPolicySettings {
  /** Answers of an update; divides `batch`. */
  readonly minibatch: number;
  /** Passes over an iteration's answers. */
  readonly epochs: number;
  /** Discount of later rewards, per token. At 1 a response's end counts as much at its beginning. */
  readonly gamma: number;
  /** Lambda of GAE. Below 1 the first words learn of the score mainly through the value head, which predicts it poorly (docs/log). */
  readonly lambda: number;
  /** Where probability ratios and values are clipped, and what the value loss counts. */
  readonly clip: PpoClip;
  /** What the best of a prompt's answers gains in advantage beside its reward's: distils picking the best into the policy. */
  readonly imitation: number;
  /** An iteration's epochs end when the k3 KL to the rollout policy passes this many nats a token. */
  readonly stopKl: number;
}

/** On the pocket model, all of whose weights move. */
export const PPO: PpoSettings = {
  ...ON_POLICY,
  minibatch: 32,
  epochs: 1,
  learningRate: 1.5e-4,
  gamma: 1,
  lambda: 1,
  clip: { ratio: 0.2, value: 0.2, valueCoefficient: 0.1 },
  imitation: 0.7,
  stopKl: 0.03,
};

/** On an adapter, which learns best at about ten times the rate of whole matrices (Schulman et al. 2025, "LoRA Without Regret"). */
export const ADAPTER_PPO: PpoSettings = { ...PPO, learningRate: 10 * PPO.learningRate };

/** On an adapter to a bigger model. Each update reads only as many rows as memory has room for beside the model, of logits above all. */
export const ADOPTED_PPO: PpoSettings = { ...ADAPTER_PPO, ...ADOPTED_ON_POLICY, minibatch: 8 };

/** Settings without what keeps a policy to its start and its words apart (KL penalty, repetition penalty and variety reward), and without imitation. It shows what they are for. */
export const unregularised = (settings: PpoSettings): PpoSettings => ({
  ...settings,
  klCoefficient: 0,
  kl: { ...settings.kl, min: 0, max: 0 },
  repetition: { ...settings.repetition, strength: 0, repeated: 0 },
  variety: { ...settings.variety, max: 0 },
  imitation: 0,
});

/** Proximal policy optimisation (Schulman et al. 2017) of a language model, as in Ziegler et al. 2019 and TRL's PPOTrainer. */
export const ppo = (settings: PpoSettings): Method => ({
  name: "ppo",
  settings,
  open: (context) => openPpo(context, settings),
});

function openPpo(context: MethodContext, settings: PpoSettings): OpenMethod {
  const { engine, config, shape, trainable, wordsOf, startSamples, startReadings, startWords } = context;
  const { batch, perPrompt, minibatch } = settings;
  exactParts(batch, minibatch, "PPO: batch and minibatch");
  const initial = freshPolicyState(config, context.weights());
  const policy = openPolicy(engine, config, initial, shape, settings, trainable);
  const progress = methodProgress("ppo", context, policy, settings);
  const rollouts = openRollouts(context, progress, settings, "PPO");
  const recent: (readonly Word[])[] = startWords.slice();

  return {
    batch,

    async iterate() {
      // 1. Begin where the policy is, and roll it out as players meet it, a few answers to each prompt. The reference reads them in one pass.
      const { reward } = context;
      const began = performance.now();
      const { answers, readings, random } = await rollouts.next();
      const { klCoefficient, learningRate } = progress;

      // 2. A value head at zero is fitted to the starting model's answers first.
      const rolledOut = performance.now();
      if (policy.isHeadless()) await fitValueHead(policy, startSamples, reward(startReadings, startSamples));

      // 3. Score; the policy's own log-probs and states came with the rollout.
      const own = answers.map(({ logProbs, states }) => ({
        logProbs: Float32Array.from(logProbs),
        values: policy.values(states),
      }));
      const words = answers.map((one) => wordsOf(one.response));
      const variety = varietyCoefficient(distinct2Ratio(recent, startWords), settings.variety);
      pushRecent(recent, words, settings.repetition.window);
      const { rows, time, mask, spread } = layOut(answers);
      const refLogProbs = readings.map((one) => one.refLogProbs);
      const rollout = {
        ...{ rows, time, mask, klCoefficient },
        logProbs: spread((row) => own[row]!.logProbs),
        values: spread((row) => own[row]!.values),
        refLogProbs: spread((row) => refLogProbs[row]!),
        scores: Float32Array.from(finalScores(reward(readings, answers), answers, shape, settings)),
        penalties: centred(tokenPenalties(words, recent, time, refLogProbs, variety, settings), mask),
      };

      // 4. Advantages among the answers to each prompt, scaled to variance 1 over the whole batch.
      const rewards = tokenRewards(rollout);
      const { advantages, returns } = gae({ ...rollout, rewards, gamma: settings.gamma, lambda: settings.lambda });
      const compared = scaledToOne(comparedInGroup(advantages, mask, rows, perPrompt), mask);
      // The best of a prompt's answers is imitated beside: what picking among them would show, without its broken words.
      const merits = answers.map((_, row) =>
        holdsSlip(refLogProbs[row]!) ? -Infinity : total(rewards.subarray(row * time, (row + 1) * time)),
      );
      const imitated = bestOfGroup(merits, perPrompt, settings.imitation);
      const experiences = answers.map((sequence, row): Experience => {
        const part = (values: Float32Array) => values.slice(row * time, row * time + sequence.response.length);
        return {
          sequence,
          ...own[row]!,
          advantages: part(compared).map((one) => one + imitated[row]!),
          returns: part(returns),
        };
      });

      // 5. Clipped epochs over minibatches in random order, until the policy has moved far enough (k3 KL) from the one that rolled out.
      const scored = performance.now();
      const minibatches = evenLengths(experiences, minibatch, random);
      const updates: Record<string, number>[] = [];
      const movedTooFar = () => (updates.at(-1)?.["policy/kl_k3"] ?? 0) > settings.stopKl;
      for (let epoch = 0; epoch < settings.epochs && !movedTooFar(); epoch++) {
        for (const group of shuffled(minibatches, random)) {
          if (movedTooFar()) break;
          updates.push(await policy.step(group.experiences, group.share * learningRate));
        }
      }
      const trained = performance.now();

      // 6. Players meet the new weights; the KL coefficient follows what was sampled.
      const kl = meanKl(rollout);
      await progress.end(kl);

      const [score, all] = [total(rollout.scores) / rows, total(rewards) / rows];
      return {
        "objective/kl": kl,
        "objective/entropy": -total(rollout.logProbs) / rows,
        "objective/scores": score,
        "objective/rlhf_reward": all,
        "objective/non_score_reward": all - score,
        "val/num_eos_tokens": answers.filter((one) => hasEnded(one, shape)).length,
        "objective/wording_price": total(rollout.penalties) / rows,
        top_phrase_share: topPhrase(recent, settings.repetition.words).share,
        response_tokens: total(mask) / rows,
        kl_coefficient: klCoefficient,
        novelty_coefficient: variety,
        lr: learningRate,
        ...meanOf(updates),
        "val/ratio_first": updates[0]!["val/ratio"]!,
        updates: updates.length,
        "time/rollout": (rolledOut - began) / 1000,
        "time/scoring": (scored - rolledOut) / 1000,
        "time/training": (trained - scored) / 1000,
      };
    },

    rollAhead: rollouts.ahead,
    async warmUp() {
      // Graphs are compiled for lengths: minibatches of samples have those that minibatches of rollouts will have.
      for (const indices of byLength(startSamples, minibatch))
        await policy.prepare(indices.map((i) => startSamples[i]!));
    },
    state: progress.state,
    restore: progress.restore,
    dispose: policy.dispose,
  };
}

/**
 * Minibatches of answers of nearly one length, so that few tokens of padding are computed. Which of equally long answers meet is chance. A short
 * answer's tokens then stand in a smaller mean than a long one's: steps are as long as their minibatch's share of the tokens, so that each token counts as
 * much as every other.
 */
function evenLengths(experiences: readonly Experience[], minibatch: number, random: () => number) {
  const mixed = shuffled(experiences, random);
  const sequences = mixed.map((one) => one.sequence);
  const tokensOf = (some: readonly Experience[]) => total(some.map((one) => one.sequence.response.length));
  const each = tokensOf(experiences) / (experiences.length / minibatch);
  return byLength(sequences, minibatch).map((indices) => {
    const group = indices.map((i) => mixed[i]!);
    return { experiences: group, share: tokensOf(group) / each };
  });
}

/** Fits the value head to the scores of the starting model's answers, from every token's state. */
async function fitValueHead(policy: Policy, samples: readonly Generated[], scores: readonly number[]): Promise<void> {
  const states = await policy.states(samples);
  const { weights, bias } = ridge(states, scores, policy.width, 10);
  policy.restore({
    ...policy.snapshot(),
    [`p:${VALUE_WEIGHT}`]: weights,
    [`p:${VALUE_BIAS}`]: Float32Array.of(bias),
  });
}

/** Lays out numbers of each answer's tokens as `[rows, time]`, 0 beyond its end; `mask` is 1 on its tokens. */
function layOut(answers: readonly Generated[]) {
  const rows = answers.length;
  const time = Math.max(...answers.map((one) => one.response.length));
  const spread = (pick: (row: number) => Float32Array) => {
    const values = new Float32Array(rows * time);
    for (let row = 0; row < rows; row++) values.set(pick(row), row * time);
    return values;
  };
  const mask = spread((row) => new Float32Array(answers[row]!.response.length).fill(1));
  return { rows, time, mask, spread };
}
