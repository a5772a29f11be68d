import type { EngineName } from "../../../shared/protocol/training-jobs.ts";
import type { TrainingEngine } from "../../ports/training-engine.ts";
import type { TrainingConfig } from "../../training-config.ts";

/** How each engine is opened; null: the trainer trains itself, or the engine asks for its work over HTTP. */
const ENGINES: Readonly<Record<EngineName, ((config: TrainingConfig) => TrainingEngine) | null>> = {
  tfjs: null,
  trl: notHere,
  ray: notHere,
  http: null,
};

/** What is given an arena's jobs; null where nothing is. */
export function openTrainingEngine(config: TrainingConfig): TrainingEngine | null {
  return ENGINES[config.engine]?.(config) ?? null;
}

function notHere({ engine }: TrainingConfig): never {
  throw new Error(`TRAINING_ENGINE=${engine} isn't part of this version`);
}
