import { seeded } from "../../../shared/random/seeded.ts";
import { shuffled } from "../../../shared/random/shuffled.ts";
import type { Sequence } from "../../ml/model/batch-layout.ts";
import { asParameters } from "../../ml/training/gradient-steps.ts";
import { type LanguageModel, openLanguageModel } from "../../ml/training/language-model.ts";
import { learningRateAt } from "../../ml/training/train-language-model.ts";
import { mean } from "../../stats/moments.ts";
import { type Method, type MethodContext, type OpenMethod, weightsIn } from "../method.ts";

/** Every knob of supervised fine-tuning on demonstrations. */
export interface SftSettings {
  /** Demonstrations of an update. */
  readonly rows: number;
  /** Passes over what an iteration is given. */
  readonly epochs: number;
  /** The learning rate at its highest. */
  readonly learningRate: number;
  /** The rate rises over the first of so many parts of the steps, then it falls along a cosine; null: it stays the same. */
  readonly warmup: number | null;
}

/** Between the steps of whatever else moves a policy (Ouyang et al. 2022 mix such a loss into PPO). */
export const SFT: SftSettings = { rows: 16, epochs: 1, learningRate: 1e-4, warmup: null };

/** On an adapter, which learns best at about ten times the rate of whole matrices (Schulman et al. 2025, "LoRA Without Regret"). */
export const ADAPTER_SFT: SftSettings = { ...SFT, learningRate: 1e-3 };

/** Alone, on the answers that won their vote: what other methods are compared with. */
export const SFT_ON_WINNERS: SftSettings = { rows: 16, epochs: 3, learningRate: 3e-4, warmup: 10 };

/** Alone, on revised answers: the first stage of constitutional AI (Bai et al. 2022, section 3). */
export const SFT_ON_REVISIONS: SftSettings = { ...SFT_ON_WINNERS, epochs: 2 };

/**
 * Supervised fine-tuning on answers that are good as they are: what people wrote, or what won its votes. An iteration is given them. What
 * another method keeps beside the policy's weights (moments, value head, KL coefficient) stays as it is.
 */
export const sft = (settings: SftSettings): Method<readonly Sequence[]> => ({
  name: "sft",
  settings,
  open: (context) => openSft(context, settings),
});

function openSft(context: MethodContext, settings: SftSettings): OpenMethod<readonly Sequence[]> {
  const { engine, config, shape, trainable } = context;
  const how = { ...shape, rows: settings.rows };
  const model = openLanguageModel(engine, config, context.weights(), how, trainable);
  const random = seeded(context.seed + 13);
  let iteration = 0;
  return {
    batch: settings.rows,

    async iterate(demonstrations) {
      // 1. Begin where the policy is, with a fresh optimizer.
      model.adopt(context.weights());
      // 2. Make the demonstrations likelier.
      const losses: number[] = [];
      await fineTune(model, demonstrations, settings, random, (loss) => losses.push(loss));
      // 3. Players meet the new weights.
      await context.adopt(model.weights());
      iteration++;
      return { loss: mean(losses), steps: losses.length };
    },

    async warmUp() {},
    state: () => ({ method: "sft", policy: asParameters(context.weights()), klCoefficient: 0, iteration }),
    async restore(state) {
      ({ iteration } = state);
      await context.adopt(weightsIn(state, trainable));
    },
    dispose: () => model.dispose(),
  };
}

/** Updates that fine-tuning on so many sequences takes. */
export const fineTuningSteps = (sequences: number, { rows, epochs }: SftSettings): number =>
  epochs * Math.ceil(sequences / rows);

/**
 * Passes over the sequences, each in random order.
 * @param onStep is told the loss before each step, in nats a token
 */
export async function fineTune(
  model: LanguageModel,
  sequences: readonly Sequence[],
  settings: SftSettings,
  random: () => number,
  onStep: (loss: number) => void,
): Promise<void> {
  const { rows, epochs, learningRate: peak, warmup } = settings;
  const steps = fineTuningSteps(sequences.length, settings);
  const rateAt = (step: number) =>
    warmup === null ? peak : learningRateAt(step, { steps, warmup: Math.ceil(steps / warmup), peak });
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(sequences, random);
    for (let at = 0; at < order.length; at += rows)
      onStep((await model.step(order.slice(at, at + rows), rateAt(step++))).loss);
  }
}
