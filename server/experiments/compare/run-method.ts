import { seeded } from "../../../shared/random/seeded.ts";
import { mean } from "../../stats/moments.ts";
import { candidateMetrics } from "../../trainer/pool/answer-pool.ts";
import { isSafe } from "../../world/safety.ts";
import { answersOf } from "../crowd/answers-of.ts";
import { gatedRound } from "../simulate/gated-rounds.ts";
import { spreadOf, trainingPool } from "../simulate/training-pool.ts";
import type { Variant } from "../simulate/variants.ts";
import type { Contestant, CoursePoint, Trial } from "./trial.ts";

/** As in a round of the trainer: a candidate every so many iterations. */
const ITERATIONS_A_ROUND = 3;

/** Iterations of a method against the reward model, with the gate where the method has one; the last policy let in answers. */
export const runMethod =
  ({ method: { open }, gated: isGated }: Variant): Contestant =>
  async (trial) => {
    const { learner, setting, model, questions, start, iterations } = trial;
    const { decode } = model;
    const { eosId } = setting.shape;
    const random = seeded(setting.seed * 31 + 8);
    const method = open(learner);
    const course: CoursePoint[] = [];
    let good = { state: method.state(), pool: start };
    for (let done = 0; done < iterations; ) {
      const plan = { iterations: Math.min(ITERATIONS_A_ROUND, iterations - done), isGated, eosId };
      const outcome = await gatedRound(learner, method, plan, start, good, () => trainingPool(learner, decode, random));
      good = outcome.good;
      done += plan.iterations;
      const metrics = candidateMetrics(learner, outcome.candidate, start, start, { isSafe, eosId, klCoefficient: 0 });
      course.push({
        iterations: done,
        kl: metrics.kl,
        sftNll: metrics.sftNll,
        proxy: metrics.rewardGain,
        taste: tasteOf(trial, outcome.candidate) - tasteOf(trial, start),
        rejected: outcome.reason,
      });
    }
    await method.restore(good.state);
    await method.dispose();
    return { answers: await answersOf(model, questions, seeded(setting.seed + 999)), kl: null, course };
  };

function tasteOf({ judges }: Trial, pool: Parameters<typeof spreadOf>[0]): number {
  const answers = spreadOf(pool);
  const scores = answers.map((answer) =>
    judges.reduce((sum, { share, taste }) => sum + share * taste.score(answer), 0),
  );
  return mean(scores);
}
