import { shuffled } from "../../../shared/random/shuffled.ts";
import type { DpoTrainer } from "../../ml/training/dpo.ts";
import type { ReferredPair } from "../../ml/training/preference-pair.ts";
import { learningRateAt } from "../../ml/training/train-language-model.ts";

export interface PairPlan {
  readonly epochs: number;
  readonly beta: number;
  readonly learningRate: number;
  readonly random: () => number;
  /** Called after every step with its statistics. */
  readonly onStep: (step: number, stats: Readonly<Record<string, number>>) => void;
}

export const stepsOf = (trainer: DpoTrainer, pairs: number, epochs: number): number =>
  epochs * Math.ceil(pairs / trainer.pairs);

/** Passes over the pairs in random order, with a tenth of the steps to warm up. */
export async function trainOnPairs(trainer: DpoTrainer, pairs: readonly ReferredPair[], plan: PairPlan): Promise<void> {
  const steps = stepsOf(trainer, pairs.length, plan.epochs);
  const schedule = { steps, warmup: Math.ceil(steps / 10), peak: plan.learningRate };
  let step = 0;
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    const order = shuffled(pairs, plan.random);
    for (let at = 0; at < order.length; at += trainer.pairs) {
      const batch = order.slice(at, at + trainer.pairs);
      const stats = await trainer.step(batch, plan.beta, learningRateAt(step++, schedule));
      if (!Number.isFinite(stats.loss))
        throw new Error(`step ${step}: the loss is ${stats.loss}; try a lower --learning-rate`);
      plan.onStep(step, stats);
    }
  }
}
