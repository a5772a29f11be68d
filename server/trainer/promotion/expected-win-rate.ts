import { predictedShare } from "../../reward/reward-ensemble.ts";
import { mean } from "../../stats/moments.ts";
import type { Learner } from "../learner-contract.ts";
import { type AnswerPool, answersByPrompt, type OlderAnswers } from "../pool/answer-pool.ts";

/**
 * How often people would prefer a policy's answers to the starting model's if the reward model were right, 0-1: the mean over prompts of that
 * over all pairs of answers to one prompt. Answers to different prompts are not compared: a prompt that is easy for both would then make a win.
 * This is what training follows, in the unit in which people judge. It rises while people's own win rate falls once training over-optimises.
 * @param isSafe whether players may see an answer; the others are never compared
 * @returns NaN before the reward model's first fit, and where no prompt was answered by both
 */
export function expectedWinRate(
  { ensemble, scale }: Pick<Learner, "ensemble" | "scale">,
  candidate: AnswerPool,
  start: OlderAnswers,
  isSafe: (text: string) => boolean,
): number {
  if (ensemble === null) return Number.NaN;
  // Which version it would be doesn't matter here.
  const shares = [...answersByPrompt(candidate, 0, isSafe)].flatMap(([promptId, own]) => {
    const others = (start.get(promptId) ?? []).map(({ reading }) => scale(reading));
    if (others.length === 0) return [];
    const features = own.map(({ reading }) => scale(reading));
    return mean(features.flatMap((one) => others.map((other) => predictedShare(ensemble, one, other))));
  });
  return mean(shares);
}
