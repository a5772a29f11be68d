import { seeded } from "../../../shared/random/seeded.ts";
import { answersOf } from "../crowd/answers-of.ts";
import type { MeasuredAnswers } from "../crowd/measure-policy.ts";
import type { Contestant, Trial } from "./trial.ts";

/** Nats a response of best-of-n from what it samples: an upper bound that is nearly reached (Beirami et al. 2024). */
export const bestOfKl = (n: number): number => Math.log(n) - (n - 1) / n;

/** The starting policy answers `n` times and the reward model picks: no training at all. */
export function bestOfN(n: number): Contestant {
  // The answers to pick from are the same whatever the votes say.
  let drawn: { readonly seed: number; readonly answers: MeasuredAnswers } | null = null;

  async function draw({ model, questions, setting: { seed } }: Trial): Promise<MeasuredAnswers> {
    const random = seeded(seed + 999);
    const asked = questions.flatMap((question) => Array.from({ length: n }, () => question));
    const answers = await answersOf(model, asked, random);
    const light = answers.generated.map((one) => ({ ...one, states: new Float32Array(0) }));
    return { ...answers, generated: light };
  }

  return async (trial) => {
    const { seed } = trial.setting;
    if (drawn?.seed !== seed) drawn = { seed, answers: await draw(trial) };
    const { answers } = drawn;
    const rewards = trial.learner.rewards(answers.readings);
    const best = trial.questions.map((_, i) => {
      let top = i * n;
      for (let j = top + 1; j < (i + 1) * n; j++) if (rewards[j]! > rewards[top]!) top = j;
      return top;
    });
    const pick = <T>(all: readonly T[]): T[] => best.map((index) => all[index]!);
    return {
      answers: {
        answers: pick(answers.answers),
        generated: pick(answers.generated),
        words: pick(answers.words),
        readings: pick(answers.readings),
      },
      kl: bestOfKl(n),
      course: [],
    };
  };
}
