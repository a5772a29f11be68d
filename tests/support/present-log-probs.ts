import type { Sequence } from "../../server/ml/model/batch-layout.ts";
import { openReferenceModel } from "../../server/ml/training/reference-model.ts";
import type { Learner } from "../../server/trainer/learner-contract.ts";

/** What a learner's present policy says of each token of responses. */
export async function presentLogProbs(learner: Learner, sequences: readonly Sequence[]): Promise<Float32Array[]> {
  const { engine, config, shape, trainable } = learner;
  const weights = { ...trainable.frozen, ...learner.weights() };
  const model = openReferenceModel(engine, config, weights, shape, trainable.hold);
  const readings = await model.read(sequences);
  await model.dispose();
  return readings.map((one) => one.refLogProbs);
}
