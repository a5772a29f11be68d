import type { Sequence } from "../model/batch-layout.ts";
import type { LanguageModel } from "./language-model.ts";

/** Linear warm-up over the first `warmup` steps, then a cosine from `peak` to a tenth of it at `steps`. */
export function learningRateAt(step: number, schedule: { steps: number; warmup: number; peak: number }): number {
  const { steps, warmup, peak } = schedule;
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const progress = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
  return peak * (0.1 + 0.45 * (1 + Math.cos(Math.PI * progress)));
}

/** A course of training; `peak` is the highest learning rate. */
export interface TrainingPlan {
  readonly steps: number;
  readonly warmup: number;
  readonly peak: number;
  /** The next batch, `rows` sequences. */
  readonly batch: () => readonly Sequence[];
  /** Sequences of texts and prompts that are never trained on. */
  readonly heldOut: readonly Sequence[];
  /** Called after every step; `heldOutLoss` (nats a token) every hundred steps and after the last. */
  readonly onStep: (progress: { step: number; loss: number; heldOutLoss: number | null }) => void;
}

/** Runs a plan; returns the held-out loss at the end, in nats a token. Throws an Error when the loss is no number any more. */
export async function trainLanguageModel(model: LanguageModel, plan: TrainingPlan): Promise<number> {
  let heldOutLoss = Number.NaN;
  for (let step = 0; step < plan.steps; step++) {
    const { loss } = await model.step(plan.batch(), learningRateAt(step, plan));
    if (!Number.isFinite(loss)) throw new Error(`step ${step + 1}: the loss is ${loss}; try a lower learning rate`);
    const evaluate = (step + 1) % 100 === 0 || step === plan.steps - 1;
    if (evaluate) heldOutLoss = await model.evaluate(plan.heldOut);
    plan.onStep({ step: step + 1, loss, heldOutLoss: evaluate ? heldOutLoss : null });
  }
  return heldOutLoss;
}
