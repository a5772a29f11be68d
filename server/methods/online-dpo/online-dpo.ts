import { shuffled } from "../../../shared/random/shuffled.ts";
import type { DpoObjective } from "../../ml/objectives/dpo-loss.ts";
import type { Word } from "../../ml/objectives/repetition-penalty.ts";
import { responsePenalties } from "../../ml/objectives/variety-reward.ts";
import { openDpo } from "../../ml/training/dpo.ts";
import type { ReferredPair } from "../../ml/training/preference-pair.ts";
import { total } from "../../stats/moments.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
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

/**
 * Every knob of online DPO. With labels sigmoid(r(a) - r(b)) its beta is what the KL coefficient is to PPO, and follows the KL as that does:
 * both have the optimum reference * exp(r / beta). `perPrompt` is even: the best answer is paired with the worst, the second best with the
 * second worst, and so on.
 */
export interface OnlineDpoSettings extends OnPolicySettings {
  /** The loss on pairs, and the share of labels that it takes for noise. */
  readonly objective: DpoObjective;
  /** Passes over an iteration's pairs. */
  readonly epochs: number;
}

/** On the pocket model, all of whose weights move. */
export const ONLINE_DPO: OnlineDpoSettings = {
  ...ON_POLICY,
  objective: { loss: "sigmoid", labelNoise: 0 },
  learningRate: 1.5e-4,
  epochs: 1,
};

/** On an adapter to a bigger model: as many answers an iteration as PPO has there. */
export const ADOPTED_DPO: OnlineDpoSettings = { ...ONLINE_DPO, ...ADOPTED_ON_POLICY, learningRate: 3e-4 };

/** Online DPO (Guo et al. 2024): fresh answers of the policy in pairs, labelled softly by the reward. */
export const onlineDpo = (settings: OnlineDpoSettings): Method => ({
  name: "dpo",
  settings,
  open: (context) => openOnlineDpo(context, settings),
});

function openOnlineDpo(context: MethodContext, settings: OnlineDpoSettings): OpenMethod {
  const { engine, config, shape, trainable, wordsOf, startSamples, startWords } = context;
  const { objective, optimizer, batch, perPrompt } = settings;
  const pairsPerPrompt = exactParts(perPrompt, 2, "online DPO: perPrompt and the two of a pair");
  const trainer = openDpo(engine, config, context.weights(), shape, { objective, optimizer }, trainable);
  const progress = methodProgress("dpo", context, trainer, settings);
  const rollouts = openRollouts(context, progress, settings, "online DPO");
  const recent: (readonly Word[])[] = startWords.slice();

  return {
    batch,

    async iterate() {
      // 1. Begin where the policy is, and roll it out as players meet it, a few answers to each prompt.
      const { answers, prompts: asked, readings, random } = await rollouts.next();
      const { klCoefficient: beta, learningRate } = progress;

      // 2. Score: the reward, less the repetition penalty.
      const words = answers.map((one) => wordsOf(one.response));
      pushRecent(recent, words, settings.repetition.window);
      const refLogProbs = readings.map((one) => one.refLogProbs);
      const penalties = responsePenalties(words, refLogProbs, recent, startWords, settings);
      const rewards = finalScores(context.reward(readings, answers), answers, shape, settings);
      const scores = rewards.map((score, i) => score - penalties[i]!);

      // 3. Pair the answers to each prompt, best with worst, with soft labels.
      const refLogps = refLogProbs.map(total);
      const pairs = asked.flatMap((_, group) => {
        const first = group * perPrompt;
        const ranked = Array.from({ length: perPrompt }, (_, i) => first + i).sort((a, b) => scores[b]! - scores[a]!);
        return Array.from({ length: pairsPerPrompt }, (_, i): ReferredPair => {
          const [a, b] = [ranked[i]!, ranked.at(-1 - i)!];
          return {
            ...{ chosen: answers[a]!, rejected: answers[b]! },
            share: sigmoid(scores[a]! - scores[b]!),
            ...{ refChosen: refLogps[a]!, refRejected: refLogps[b]! },
          };
        });
      });

      // 4. Epochs over the pairs in random order.
      const updates: Record<string, number>[] = [];
      for (let epoch = 0; epoch < settings.epochs; epoch++) {
        const order = shuffled(pairs, random);
        for (let at = 0; at < order.length; at += trainer.pairs)
          updates.push(await trainer.step(order.slice(at, at + trainer.pairs), beta, learningRate));
      }

      // 5. Players meet the new weights; beta follows the KL that was sampled.
      const logProb = total(answers.map((one) => total(one.logProbs)));
      const kl = (logProb - total(refLogps)) / batch;
      await progress.end(kl);

      return {
        ...meanOf(updates),
        "objective/kl": kl,
        "objective/entropy": -logProb / batch,
        "objective/scores": total(scores) / batch,
        beta,
        lr: learningRate,
      };
    },

    rollAhead: rollouts.ahead,
    async warmUp() {
      for (let at = 0; at + 1 < startSamples.length; at += 2 * trainer.pairs) {
        const some = startSamples.slice(at, at + 2 * trainer.pairs);
        const pairs = Array.from({ length: some.length >> 1 }, (_, i) => ({
          ...{ chosen: some[2 * i]!, rejected: some[2 * i + 1]!, share: 1 },
        }));
        await trainer.prepare(pairs);
      }
    },
    state: progress.state,
    restore: progress.restore,
    dispose: trainer.dispose,
  };
}
