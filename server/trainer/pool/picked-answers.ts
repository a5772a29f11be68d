import { type Ends, hasEnded } from "../../ml/model/batch-layout.ts";
import type { Generated } from "../../ml/model/generator.ts";
import type { Reading } from "../../ml/training/reference-model.ts";
import type { Learner } from "../learner-contract.ts";
import type { Schedule } from "../schedule.ts";
import type { AnswerPool } from "./answer-pool.ts";
import { variedPicker } from "./pick-varied.ts";

/** What picking answers for show needs of a training line. */
export interface PickLine extends Ends {
  readonly learner: Pick<Learner, "ensemble" | "reference" | "rewards" | "sample" | "wordsOf">;
  readonly decode: (tokens: readonly number[]) => string;
  readonly isSafe: (text: string) => boolean;
  readonly schedule: Pick<Schedule, "picking">;
}

/** An answer of the learner's present policy that players may see. */
export interface ShowableAnswer {
  readonly text: string;
  readonly generated: Generated;
  readonly ended: boolean;
}

/** An answer that was picked, with what the reward model reads of it. */
export interface PickedAnswer extends ShowableAnswer {
  readonly reading: Reading;
  readonly reward: number;
}

/** Whether answers for show are picked: while nothing is known of what people like, what is drawn is shown. */
export const isPicking = ({ learner, schedule }: Pick<PickLine, "learner" | "schedule">): boolean =>
  schedule.picking.bestOf > 1 && learner.ensemble !== null;

/** Draws so many answers to each prompt and leaves out what players may not see, a group a prompt. */
export async function drawShowable(
  { decode, isSafe, learner, ...ends }: Omit<PickLine, "schedule">,
  prompts: readonly string[],
  draws: number,
  random: () => number,
): Promise<ShowableAnswer[][]> {
  const generated = await learner.sample(
    prompts.flatMap((prompt) => Array.from({ length: draws }, () => prompt)),
    random,
  );
  return prompts.map((_, i) =>
    generated
      .slice(i * draws, (i + 1) * draws)
      .map((one) => ({ text: decode(one.response), generated: one, ended: hasEnded(one, ends) }))
      .filter(({ text }) => isSafe(text)),
  );
}

/**
 * Of each group so many picks, in the order in which they are made, each among the first `bestOf` that aren't picked yet. All groups are shown beside
 * one another, and differ in words where the reward model leaves the choice.
 */
export async function pickFor(
  { learner, schedule: { picking } }: Pick<PickLine, "learner" | "schedule">,
  groups: readonly (readonly ShowableAnswer[])[],
  count = 1,
): Promise<PickedAnswer[][]> {
  const drawn = groups.map((group) => group.slice(0, picking.bestOf));
  const readings = await learner.reference.read(drawn.flat().map(({ generated }) => generated));
  const rewards = learner.rewards(readings);
  const picker = variedPicker(picking);
  let next = 0;
  return drawn.map((group) => {
    const left = group.map((answer) => {
      const at = next++;
      const words = learner.wordsOf(answer.generated.response);
      return { ...answer, words, reading: readings[at]!, reward: rewards[at]! };
    });
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(picker.pick(left)!, 1)[0]!);
  });
}

/**
 * A pool of one answer a prompt, picked among those that it has; of fewer than are drawn for show the same share is kept. What the gate measures of it,
 * beside the policy alone, is what players will be shown.
 */
export function pickedOf(
  pool: AnswerPool,
  { learner, schedule: { picking } }: Pick<PickLine, "schedule"> & { readonly learner: Pick<Learner, "rewards"> },
): AnswerPool {
  const { perPrompt, words } = pool;
  const rewards = learner.rewards(pool.readings);
  const count = Math.min(perPrompt, picking.bestOf);
  const picker = variedPicker({ keep: Math.ceil((count * picking.keep) / picking.bestOf) });
  const picked = pool.prompts.map((_, i) => {
    const at = Array.from({ length: count }, (_, j) => i * perPrompt + j);
    return at[picker.pick(at.map((index) => ({ reward: rewards[index]!, words: words[index]! })))!]!;
  });
  const of = <T>(values: readonly T[]): T[] => picked.map((index) => values[index]!);
  return {
    ...{ prompts: pool.prompts, perPrompt: 1, generated: of(pool.generated), texts: of(pool.texts) },
    ...{ ended: of(pool.ended), words: of(words), readings: of(pool.readings) },
  };
}
