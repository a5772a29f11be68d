import { distinct2Ratio } from "../../ml/objectives/variety-reward.ts";
import { mean } from "../../stats/moments.ts";
import { type PickSettings, variedPicker } from "../../trainer/pool/pick-varied.ts";
import { type Answering, answersOf, type MeasuredAnswers, winsOf } from "../crowd/measure-policy.ts";
import type { WeightedTastes } from "../crowd/standard-crowd.ts";

/** What players are shown where one of several answers is picked; the policy alone is measured beside it. */
export interface PickedEffect {
  /** Share of the starting model's answers to the same prompt that the picked ones win against, ties half. */
  readonly pickedWinRate: number;
  readonly pickedDistinct2Ratio: number;
}

/** Answers that are picked to each prompt. */
const PICKED = 5;

/** Draws answers of the present policy for `measurePicked`, to each of the start's prompts enough for several picks. */
export const drawToPick = (
  model: Answering,
  start: Pick<MeasuredAnswers, "answers">,
  { bestOf }: Pick<PickSettings, "bestOf">,
  random: () => number,
): Promise<MeasuredAnswers> => {
  const prompts = [...new Set(start.answers.map(({ prompt }) => prompt))];
  const questions = prompts.flatMap((prompt) => Array.from({ length: PICKED * bestOf }, () => prompt));
  return answersOf(model, questions, random);
};

/**
 * Picks of so many draws each, one after the other, by the reward model and what was said before, and compares them with the start's answers.
 * @param start answers of the starting model, several a prompt
 * @param drawn the answers to a prompt in a row
 * @param rewards of `drawn`, by the reward model
 */
export function measurePicked(
  start: MeasuredAnswers,
  drawn: MeasuredAnswers,
  rewards: readonly number[],
  tastes: WeightedTastes,
  { bestOf, keep }: PickSettings,
): PickedEffect {
  const picker = variedPicker({ keep });
  const picked = Array.from({ length: Math.floor(drawn.answers.length / bestOf) }, (_, group) => {
    const candidates = Array.from({ length: bestOf }, (_, i) => group * bestOf + i);
    const at = picker.pick(candidates.map((i) => ({ reward: rewards[i]!, words: drawn.words[i]! })));
    return candidates[at!]!;
  });
  const startOf = Map.groupBy(start.answers, ({ prompt }) => prompt);
  const wins = picked.map((i) => {
    const answer = drawn.answers[i]!;
    const rivals = startOf.get(answer.prompt)!;
    return mean(winsOf({ answers: rivals }, { answers: rivals.map(() => answer) }, tastes));
  });
  return {
    pickedWinRate: mean(wins),
    pickedDistinct2Ratio: distinct2Ratio(
      picked.map((i) => drawn.words[i]!),
      start.words,
    ),
  };
}
