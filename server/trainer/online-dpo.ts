import { seeded } from "../../shared/random/seeded.ts";
import { shuffled } from "../../shared/random/shuffled.ts";
import type { Engine } from "../ml/engine/engine.ts";
import { sigmoid } from "../ml/judge/preference-loss.ts";
import type { Sequence } from "../ml/model/batch-layout.ts";
import type { Checkpoint } from "../ml/model/checkpoint.ts";
import type { AdamW } from "../ml/objectives/adamw.ts";
import { type AdaptiveKl, nextKlCoefficient } from "../ml/objectives/adaptive-kl.ts";
import type { DpoObjective } from "../ml/objectives/dpo-loss.ts";
import type { NoveltySettings } from "../ml/objectives/novelty.ts";
import type { Word } from "../ml/objectives/phrase-penalty.ts";
import { wordingPrices } from "../ml/objectives/wording-price.ts";
import { type DpoTrainer, openDpo } from "../ml/training/dpo.ts";
import { type PhraseSettings, PPO } from "../ml/training/ppo-settings.ts";
import type { ReferredPair } from "../ml/training/preference-pair.ts";
import type { SequenceShape } from "../ml/training/reference-model.ts";
import type { Learner } from "./learner-contract.ts";

export interface OnlineDpoSettings {
  readonly objective: DpoObjective;
  readonly optimizer: AdamW;
  readonly learningRate: number;
  /** Prompts of an iteration. */
  readonly prompts: number;
  /** Answers to each, an even number: the best is paired with the worst, the second best with the second worst, and so on. */
  readonly perPrompt: number;
  readonly epochs: number;
  /** How beta follows the KL. With labels sigmoid(r(a) - r(b)) beta is what the KL coefficient is to PPO: both have the optimum reference * exp(r / beta). */
  readonly kl: AdaptiveKl;
  readonly scoreClip: number;
  readonly missingEosPenalty: number;
  readonly phrase: PhraseSettings;
  readonly novelty: NoveltySettings;
}

export const ONLINE_DPO: OnlineDpoSettings = {
  objective: { loss: "sigmoid", labelNoise: 0 },
  optimizer: PPO.optimizer,
  learningRate: 1.5e-4,
  prompts: 64,
  perPrompt: 4,
  epochs: 1,
  kl: PPO.kl,
  scoreClip: PPO.scoreClip,
  missingEosPenalty: PPO.missingEosPenalty,
  phrase: PPO.phrase,
  novelty: PPO.novelty,
};

/** Online DPO (Guo et al. 2024) in the place of PPO: fresh answers of the policy, labelled softly by the reward ensemble. */
export interface OnlineDpo {
  /** One iteration on the learner's policy; its reward must have been fitted once. Returns metrics under TRL's names. */
  iterate(): Promise<Record<string, number>>;
  dispose(): Promise<void>;
}

export interface OnlineDpoOptions {
  readonly engine: Engine;
  readonly start: Pick<Checkpoint, "config">;
  readonly shape: SequenceShape;
  readonly seed: number;
}

/** The learner's state stays the one truth: each iteration begins with it and ends in it, so that a rejection undoes this method's steps as it undoes PPO's. */
export function openOnlineDpo(learner: Learner, options: OnlineDpoOptions, settings = ONLINE_DPO): OnlineDpo {
  const { engine, start, shape, seed } = options;
  const { objective, optimizer, kl } = settings;
  const { trainable } = learner;
  const threads = trainable.hold.threads ?? 1;
  const how = { objective, optimizer, threads };
  const trainer: DpoTrainer = openDpo(engine, start.config, learner.policy.weights(), shape, how, trainable);

  const recent: (readonly Word[])[] = learner.startWords.slice();

  /** Answers with their scores and log-probabilities, as pairs with soft labels. */
  async function samplePairs(random: () => number) {
    const asked = learner.drawPrompts(settings.prompts, random);
    const answers = await learner.sample(
      asked.flatMap((prompt) => Array.from({ length: settings.perPrompt }, () => prompt)),
      random,
    );
    const readings = await learner.reference.read(answers);
    const words = answers.map((one) => learner.wordsOf(one.response));
    recent.push(...words);
    recent.splice(0, recent.length - settings.phrase.window);
    const refLogProbs = readings.map((one) => one.refLogProbs);
    const prices = wordingPrices(words, refLogProbs, recent, learner.startWords, settings);
    const scores = learner.rewards(readings).map((reward, i) => {
      const clipped = Math.max(-settings.scoreClip, Math.min(settings.scoreClip, reward));
      return clipped - prices[i]! - (answers[i]!.response.at(-1) === shape.eosId ? 0 : settings.missingEosPenalty);
    });
    const refLogps = refLogProbs.map(total);
    const pairs = asked.flatMap((_, group) => {
      const first = group * settings.perPrompt;
      const ranked = Array.from({ length: settings.perPrompt }, (_, i) => first + i).sort(
        (a, b) => scores[b]! - scores[a]!,
      );
      return Array.from({ length: settings.perPrompt / 2 }, (_, i): ReferredPair => {
        const [a, b] = [ranked[i]!, ranked.at(-1 - i)!];
        return {
          chosen: answers[a] as Sequence,
          rejected: answers[b] as Sequence,
          share: sigmoid(scores[a]! - scores[b]!),
          refChosen: refLogps[a]!,
          refRejected: refLogps[b]!,
        };
      });
    });
    const logProb = total(answers.map((one) => total(one.logProbs)));
    return { pairs, kl: (logProb - total(refLogps)) / answers.length, score: total(scores) / answers.length };
  }

  return {
    async iterate() {
      const { policy, klCoefficient: beta, iteration } = learner.state();
      if (learner.ensemble === null) throw new Error("iterate: the reward model has not been fitted");
      const random = seeded(seed * 7_919 + iteration + 1);
      const sampled = await samplePairs(random);
      trainer.restore(policy);
      const updates: Record<string, number>[] = [];
      for (let epoch = 0; epoch < settings.epochs; epoch++) {
        const order = shuffled(sampled.pairs, random);
        for (let at = 0; at < order.length; at += trainer.pairs)
          updates.push(await trainer.step(order.slice(at, at + trainer.pairs), beta, settings.learningRate));
      }
      await learner.restore({
        policy: trainer.snapshot(),
        klCoefficient: nextKlCoefficient(beta, sampled.kl, kl),
        iteration: iteration + 1,
      });
      const means = Object.keys(updates[0]!).map((name) => [
        name,
        total(updates.map((one) => one[name]!)) / updates.length,
      ]);
      return {
        ...(Object.fromEntries(means) as Record<string, number>),
        "objective/kl": sampled.kl,
        "objective/scores": sampled.score,
        beta,
        lr: settings.learningRate,
      };
    },
    dispose: () => trainer.dispose(),
  };
}

const total = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
};
