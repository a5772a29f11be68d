import type { LowRank } from "../../ml/model/low-rank-adapter.ts";
import type { SequenceShape } from "../../ml/training/reference-model.ts";
import type { Schedule } from "../schedule.ts";

/** Query and value matrices, as Hu et al. 2021 (section 4.2) adapt them; alpha is twice the rank, as is common. */
export const LOW_RANK: LowRank = { rank: 8, alpha: 16, targets: ["q_proj", "v_proj"] };

/** Answers that are computed at once: as many as memory has room for beside the model, of logits above all. */
const ROWS = 8;

/**
 * A cycle runs one iteration, however long it takes, and further ones of a smaller model while they fit into a minute. Its candidate is
 * measured on, and then dealt in, two batches of answers.
 */
export const ADOPTED_SCHEDULE: Schedule = {
  iterations: 8,
  cycleMs: 60_000,
  poolPrompts: 16,
  perPrompt: 4,
  showdowns: 12,
  lowWater: 24,
};

/** Samples of the starting model that fix the scale of rewards. */
export const ADOPTED_SAMPLES = 64;

/** Tokens of an answer at most. */
const RESPONSE = 48;
/** Tokens of a prompt, its template included: graphs are compiled for these lengths, on first use. */
const PROMPT_WINDOWS = [32, 48, 64, 96, 160] as const;

/** Windows that the model's context has room for. Throws an Error when it has none for a question and its answer. */
export function adoptedShape(context: number, ids: Pick<SequenceShape, "padId" | "eosId">): SequenceShape {
  const promptWindows = PROMPT_WINDOWS.filter((window) => window + RESPONSE <= context);
  const promptWindow = promptWindows.at(-1);
  if (promptWindow === undefined)
    throw new Error(
      `its context of ${context} tokens is too short: a prompt and its answer take ${PROMPT_WINDOWS[0] + RESPONSE}`,
    );
  return { ...ids, rows: ROWS, promptWindow, promptWindows, windows: [RESPONSE / 2, RESPONSE] };
}
