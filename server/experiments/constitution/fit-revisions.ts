import { fineTune, fineTuningSteps, SFT_ON_REVISIONS } from "../../methods/sft/sft.ts";
import type { Engine } from "../../ml/engine/engine.ts";
import type { Sequence } from "../../ml/model/batch-layout.ts";
import type { Checkpoint } from "../../ml/model/checkpoint.ts";
import { openLanguageModel } from "../../ml/training/language-model.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";

export const fittingSteps = (sequences: number): number => fineTuningSteps(sequences, SFT_ON_REVISIONS);

/** Supervised fine-tuning on revised answers: the first stage of constitutional AI (Bai et al. 2022, section 3). */
export async function fitRevisions(
  engine: Engine,
  { config, weights }: Checkpoint,
  sequences: readonly Sequence[],
  random: () => number,
  onStep: (loss: number) => void,
): Promise<Checkpoint> {
  const model = openLanguageModel(engine, config, weights, {
    ...{ ...POCKET_SHAPE, rows: SFT_ON_REVISIONS.rows, threads: 1 },
  });
  await fineTune(model, sequences, SFT_ON_REVISIONS, random, onStep);
  const fitted = { config, weights: model.weights() };
  await model.dispose();
  return fitted;
}
