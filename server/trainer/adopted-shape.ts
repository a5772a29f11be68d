import type { LowRank } from "../ml/model/low-rank-adapter.ts";
import { PPO, type PpoSettings } from "../ml/training/ppo-settings.ts";
import type { SequenceShape } from "../ml/training/reference-model.ts";
import type { Schedule } from "./schedule.ts";

/** Query and value matrices, as Hu et al. 2021 (section 4.2) adapt them; alpha is twice the rank, as is common. */
export const LOW_RANK: LowRank = { rank: 8, alpha: 16, targets: ["q_proj", "v_proj"] };

/**
 * PPO on a model a hundred times the pocket model's size: an iteration of 32 answers takes its minute on two cores. Each update reads
 * only as many rows as memory has room for beside the model, of logits above all. An adapter stands a larger step than whole matrices do.
 */
export const ADOPTED_PPO: PpoSettings = { ...PPO, batch: 32, minibatch: 8, learningRate: 3e-4 };

export const ADOPTED_SCHEDULE: Schedule = {
  iterations: 1,
  cycleMs: 0,
  poolPrompts: 16,
  perPrompt: 4,
  showdowns: 12,
  lowWater: 24,
};

/** Samples of the starting model that fix the scale of rewards. */
export const ADOPTED_SAMPLES = 64;

/** Tokens of an answer; of a prompt, its template included, at most. */
const RESPONSE = 48;
const LONGEST_PROMPT = 160;
const STEP = 16;

/** @param promptTokens of the longest prompt that is to fit; longer ones than the model reads are left out */
export function adoptedShape(promptTokens: number, ids: Pick<SequenceShape, "padId" | "eosId">): SequenceShape {
  const promptWindow = Math.min(LONGEST_PROMPT, Math.ceil(promptTokens / STEP) * STEP);
  return { ...ids, rows: ADOPTED_PPO.minibatch, promptWindow, promptWindows: [promptWindow], windows: [RESPONSE / 2, RESPONSE] };
}
