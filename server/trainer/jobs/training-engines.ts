import type { EngineName } from "../../../shared/protocol/training-jobs.ts";
import type { Config } from "../../config.ts";
import type { TrainingEngine } from "../../ports/training-engine.ts";
import { rayEngine } from "../engines/ray-engine.ts";
import { trlEngine } from "../engines/trl-engine.ts";

type Settings = Pick<Config, "training" | "trl">;
type Opened = (config: Settings, environment: NodeJS.ProcessEnv) => TrainingEngine;

/** How each engine is opened; null: the trainer trains itself, or the engine asks for its work over HTTP. */
const ENGINES: Readonly<Record<EngineName, Opened | null>> = {
  tfjs: null,
  trl: ({ trl }, environment) => trlEngine(trl, environment),
  ray: ({ training, trl }) => rayEngine(training.rayAddress!, trl), // the settings ask for it
  http: null,
};

/**
 * What is given an arena's jobs; null where nothing is.
 * @param environment of programs that it starts here
 */
export function openTrainingEngine(config: Settings, environment: NodeJS.ProcessEnv): TrainingEngine | null {
  return ENGINES[config.training.engine]?.(config, environment) ?? null;
}
