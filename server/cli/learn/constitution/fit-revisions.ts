import { shuffled } from "../../../../shared/random/shuffled.ts";
import type { Engine } from "../../../ml/engine/engine.ts";
import type { Sequence } from "../../../ml/model/batch-layout.ts";
import type { Checkpoint } from "../../../ml/model/checkpoint.ts";
import { openLanguageModel } from "../../../ml/training/language-model.ts";
import { learningRateAt } from "../../../ml/training/learning-rate.ts";
import { POCKET_SHAPE } from "../../../trainer/pocket-shape.ts";

const ROWS = 16;
const EPOCHS = 2;
const LEARNING_RATE = 3e-4;

export const fittingSteps = (sequences: number): number => EPOCHS * Math.ceil(sequences / ROWS);

/** Supervised fine-tuning on revised answers: the first stage of constitutional AI (Bai et al. 2022, section 3). */
export async function fitRevisions(
  engine: Engine,
  { config, weights }: Checkpoint,
  sequences: readonly Sequence[],
  random: () => number,
  onStep: (loss: number) => void,
): Promise<Checkpoint> {
  const model = openLanguageModel(engine, config, weights, { ...POCKET_SHAPE, rows: ROWS, threads: 1 });
  const steps = fittingSteps(sequences.length);
  const schedule = { steps, warmup: Math.ceil(steps / 10), peak: LEARNING_RATE };
  let step = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const order = shuffled(sequences, random);
    for (let at = 0; at < order.length; at += ROWS) {
      const { loss } = await model.step(order.slice(at, at + ROWS), learningRateAt(step++, schedule));
      onStep(loss);
    }
  }
  const fitted = { config, weights: model.weights() };
  await model.dispose();
  return fitted;
}
