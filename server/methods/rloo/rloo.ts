import * as tf from "@tensorflow/tfjs";
import { shuffled } from "../../../shared/random/shuffled.ts";
import { responseLogProbs } from "../../ml/model/response-log-probs.ts";
import type { Loss } from "../../ml/objectives/adamw.ts";
import { leaveOneOut } from "../../ml/objectives/gae.ts";
import type { Word } from "../../ml/objectives/repetition-penalty.ts";
import { responsePenalties } from "../../ml/objectives/variety-reward.ts";
import { asParameters, openGradientSteps, weightsOf } from "../../ml/training/gradient-steps.ts";
import { total } from "../../stats/moments.ts";
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

/** Every knob of RLOO. */
export interface RlooSettings extends OnPolicySettings {
  /** Answers of an update; divides `batch`. */
  readonly minibatch: number;
}

/** The rate was tried out on shipped tastes: at 1.5e-4, PPO's, noise moves the policy as far as the reward does. */
export const RLOO: RlooSettings = { ...ON_POLICY, minibatch: 32, learningRate: 8e-5 };

/** On an adapter to a bigger model: as many answers as PPO has there, at ten times the rate. */
export const ADOPTED_RLOO: RlooSettings = {
  ...RLOO,
  ...ADOPTED_ON_POLICY,
  minibatch: 8,
  learningRate: 10 * RLOO.learningRate,
};

/** What an update is computed from. */
export interface RlooLossInput {
  /** `[rows, time]`, 0 beyond a response's end. */
  readonly logProbs: tf.Tensor;
  /** `[rows]` */
  readonly advantages: tf.Tensor;
  /** `[rows]`: 0 for rows that only fill a batch up. */
  readonly weight: tf.Tensor;
}

/**
 * REINFORCE on whole responses (Ahmadian et al. 2024, eq. 6-8): minus advantage times log-probability, averaged over responses. Each is read
 * once, a few small updates after it was sampled, so that no ratio is needed, and none to be clipped.
 */
export function rlooLoss({ logProbs, advantages, weight }: RlooLossInput): Loss {
  const count = tf.maximum(weight.sum(), 1);
  const sequences = logProbs.sum(-1);
  const total = sequences.mul(advantages).mul(weight).sum().div(count).neg() as tf.Scalar;
  return { total, stats: { "loss/policy_avg": total, "logps/policy": sequences.mul(weight).sum().div(count) } };
}

/** REINFORCE leave-one-out (Ahmadian et al. 2024): a policy gradient on whole responses, with the prompt's other answers as baseline. */
export const rloo = (settings: RlooSettings): Method => ({
  name: "rloo",
  settings,
  open: (context) => openRloo(context, settings),
});

function openRloo(context: MethodContext, settings: RlooSettings): OpenMethod {
  const { engine, config, shape, trainable, wordsOf, startSamples, startWords } = context;
  const { batch, perPrompt, minibatch, optimizer } = settings;
  exactParts(batch, minibatch, "RLOO: batch and minibatch");
  const { shapes } = trainable;
  const steps = openGradientSteps(
    engine,
    asParameters(context.weights()),
    shape,
    {
      name: "rloo",
      inputs: (rows) => ({ advantages: { shape: [rows] }, weight: { shape: [rows] } }),
      of: (weights, promptWindow, inputs) => {
        const logProbs = responseLogProbs(weights, config, promptWindow, inputs);
        return rlooLoss({ logProbs, advantages: inputs.advantages!, weight: inputs.weight! });
      },
    },
    optimizer,
    trainable,
  );
  const kept = { ...steps, weights: () => weightsOf(steps.parameters(), shapes) };
  const progress = methodProgress("rloo", context, kept, settings);
  const rollouts = openRollouts(context, progress, settings, "RLOO");
  const recent: (readonly Word[])[] = startWords.slice();

  return {
    batch,

    async iterate() {
      // 1. Begin where the policy is, and roll it out as players meet it, a few answers to each prompt.
      const { answers, readings, random } = await rollouts.next();
      const { klCoefficient, learningRate } = progress;

      // 2. Score whole responses: the reward, less the repetition penalty, less the KL penalty.
      const words = answers.map((one) => wordsOf(one.response));
      pushRecent(recent, words, settings.repetition.window);
      const refLogProbs = readings.map((one) => one.refLogProbs);
      const penalties = responsePenalties(words, refLogProbs, recent, startWords, settings);
      const scores = finalScores(context.reward(readings, answers), answers, shape, settings);
      const logps = answers.map((one) => total(one.logProbs));
      const logRatios = logps.map((logp, i) => logp - total(refLogProbs[i]!));
      const rewards = scores.map((score, i) => score - penalties[i]! - klCoefficient * logRatios[i]!);

      // 3. Advantages: each answer against the prompt's others.
      const advantages = leaveOneOut(rewards, perPrompt);

      // 4. One pass of policy-gradient updates in random order.
      const updates: Record<string, number>[] = [];
      const order = shuffled(
        answers.map((_, i) => i),
        random,
      );
      for (let at = 0; at < batch; at += minibatch) {
        const some = order.slice(at, at + minibatch);
        const columns = { advantages: new Float32Array(shape.rows), weight: new Float32Array(shape.rows) };
        columns.advantages.set(some.map((i) => advantages[i]!));
        columns.weight.fill(1, 0, some.length);
        const sequences = some.map((i) => answers[i]!);
        updates.push(await steps.step(sequences, () => columns, learningRate));
      }

      // 5. Players meet the new weights; the KL coefficient follows what was sampled.
      const kl = total(logRatios) / batch;
      await progress.end(kl);

      return {
        ...meanOf(updates),
        "objective/kl": kl,
        "objective/entropy": -total(logps) / batch,
        "objective/scores": total(scores) / batch,
        "objective/rlhf_reward": total(rewards) / batch,
        "objective/wording_price": total(penalties) / batch,
        "val/advantage_std": Math.sqrt(total(advantages.map((one) => one ** 2)) / batch),
        kl_coefficient: klCoefficient,
        lr: learningRate,
        updates: updates.length,
      };
    },

    rollAhead: rollouts.ahead,
    async warmUp() {
      for (let at = 0; at < startSamples.length; at += minibatch)
        await steps.prepare(startSamples.slice(at, at + minibatch));
    },
    state: progress.state,
    restore: progress.restore,
    dispose: steps.dispose,
  };
}
