import { labelOf } from "../../../shared/round/votes/verdict.ts";
import type { CriterionQuality } from "../../reward/held-out-quality.ts";
import { predictedShare } from "../../reward/reward-ensemble.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import type { Answer } from "../../world/tastes/taste.ts";
import type { MeasuredAnswers } from "../crowd/measure-policy.ts";
import { preferenceForA, type StandardCrowd, verdictOf } from "../crowd/standard-crowd.ts";
import { predictionQuality } from "../models/prediction-quality.ts";

/** What a session says of its own predictions, and what fresh votes say of them. Shares 0-1; NaN without a reward model. */
export interface Calibration {
  /** Share of held-out votes predicted right, as game and lab show it, and of fresh votes by the same crowd on held-out prompts. */
  readonly toldAccuracy: number;
  readonly freshAccuracy: number;
  /** The same of pairs that the noise-free taste decides: what a crowd that never errs would be predicted. */
  readonly trueAccuracy: number;
  /** Expected calibration error of predicted shares, as the lab shows it, on the votes that are in. */
  readonly toldCalibration: number;
  /** On fresh votes, so many that chance adds next to nothing. */
  readonly freshCalibration: number;
  /** Predicted less voted share of the favourite, mean: above 0 it is too sure of itself, below too unsure. */
  readonly overconfidence: number;
}

/** Votes on each pair: few would make the bins look worse than they are. */
const VOTES = 16;

/**
 * Has the crowd vote on fresh pairs of answers to held-out prompts, of the trained policy against the starting one and against itself in turn, as deals mix
 * them, and sets the votes beside what the reward model predicts of them.
 * @param noise share of votes flipped
 * @param told of the last fit; null before there was one
 */
export function measureCalibration(
  { ensemble, scale }: Pick<Learner, "ensemble" | "scale">,
  start: Pick<MeasuredAnswers, "answers" | "readings">,
  trained: Pick<MeasuredAnswers, "answers" | "readings">,
  crowd: StandardCrowd,
  noise: number,
  random: () => number,
  told: CriterionQuality | null,
): Calibration {
  const [toldAccuracy, toldCalibration] = [told?.accuracy ?? Number.NaN, told?.calibrationError ?? Number.NaN];
  if (ensemble === null) {
    const unknown = { freshAccuracy: Number.NaN, trueAccuracy: Number.NaN, freshCalibration: Number.NaN };
    return { toldAccuracy, toldCalibration, ...unknown, overconfidence: Number.NaN };
  }
  const featuresOf = ({ readings }: Pick<MeasuredAnswers, "readings">, i: number) => scale(readings[i]!);
  const pairs = trained.answers.flatMap((a, i) => {
    const own = i % 2 === 1 && trained.answers[i - 1]!.prompt === a.prompt;
    const [others, at] = own ? [trained, i - 1] : [start, i];
    const b = others.answers[at]!;
    if (a.response === b.response) return [];
    return { a, b, predicted: predictedShare(ensemble, featuresOf(trained, i), featuresOf(others, at)) };
  });
  const votes = pairs.flatMap(({ a, b, predicted }) =>
    Array.from({ length: VOTES }, () => {
      const pair = { prompt: a.prompt, a: a.response, b: b.response };
      return { predicted, voted: labelOf(verdictOf(crowd.campAt(random()), pair, noise, random)) };
    }),
  );
  const truths = pairs.map(({ a, b, predicted }) => ({ predicted, voted: truthOf(crowd, a, b) }));
  const fresh = predictionQuality(votes);
  const favourites = votes.map(({ predicted, voted }) => (predicted > 0.5 ? predicted - voted : voted - predicted));
  return {
    ...{ toldAccuracy, toldCalibration },
    freshAccuracy: fresh.accuracy,
    trueAccuracy: predictionQuality(truths).accuracy,
    freshCalibration: fresh.calibrationError,
    overconfidence: favourites.reduce((sum, one) => sum + one, 0) / Math.max(1, favourites.length),
  };
}

/** 1 where most of the crowd, by their noise-free tastes, prefer A, 0 where B. */
function truthOf({ tastes }: StandardCrowd, a: Answer, b: Answer): number {
  const pair = { prompt: a.prompt, a: a.response, b: b.response };
  const forA = tastes.reduce((sum, { share, taste }) => {
    return sum + share * Math.sign(preferenceForA({ name: "", share, taste }, pair));
  }, 0);
  return (1 + Math.sign(forA)) / 2;
}
