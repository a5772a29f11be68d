import { seeded } from "../../../../shared/random/seeded.ts";
import { shuffled } from "../../../../shared/random/shuffled.ts";
import { openLanguageModel } from "../../../ml/training/language-model.ts";
import { learningRateAt } from "../../../ml/training/learning-rate.ts";
import { answersOf } from "../../crowd/answers-of.ts";
import type { Contestant } from "./trial.ts";

const ROWS = 16;
const EPOCHS = 3;
const LEARNING_RATE = 3e-4;

/** Fine-tunes the start on the answers that won their vote: the votes' losers and the reward model are not used. */
export const sftOnWinners: Contestant = async ({ learner, setting, model, comparisons, questions }) => {
  const { engine, start, shape, tokenizer, seed } = setting;
  const winners = comparisons.flatMap(({ prompt, a, b, label }) =>
    label === 0.5 ? [] : [{ prompt: tokenizer.encodePrompt(prompt), response: label > 0.5 ? a : b }],
  );
  const random = seeded(seed + 13);
  const trained = openLanguageModel(engine, start.config, start.weights, { ...shape, rows: ROWS, threads: 1 });
  const steps = EPOCHS * Math.ceil(winners.length / ROWS);
  let step = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const order = shuffled(winners, random);
    for (let at = 0; at < order.length; at += ROWS) {
      const rate = learningRateAt(step++, { steps, warmup: Math.ceil(steps / 10), peak: LEARNING_RATE });
      await trained.step(order.slice(at, at + ROWS), rate);
    }
  }
  await learner.restore(learner.freshState(trained.weights()));
  await trained.dispose();
  return { answers: await answersOf(model, questions, seeded(seed + 999)), kl: null, course: [] };
};
