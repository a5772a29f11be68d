import { predictedShare } from "../../reward/reward-ensemble.ts";
import { mean } from "../../stats/moments.ts";
import type { Learner } from "../learner-contract.ts";
import type { AnswerPool } from "./answer-pool.ts";

/**
 * How often people would prefer a policy's answers to the starting one's if the reward model were right, 0-1; NaN before its first fit. It
 * is the proxy that training follows in the unit in which people judge: it rises while theirs falls when training has gone too far.
 */
export function expectedWinRate(
  { ensemble, scale }: Pick<Learner, "ensemble" | "scale">,
  candidate: Pick<AnswerPool, "readings">,
  start: Pick<AnswerPool, "readings">,
): number {
  if (ensemble === null) return Number.NaN;
  const shares = candidate.readings.map((reading, i) =>
    predictedShare(ensemble, scale(reading), scale(start.readings[i % start.readings.length]!)),
  );
  return mean(shares);
}
