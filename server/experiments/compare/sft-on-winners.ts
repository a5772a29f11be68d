import { seeded } from "../../../shared/random/seeded.ts";
import { SFT_ON_WINNERS, sft } from "../../methods/sft/sft.ts";
import { answersOf } from "../crowd/answers-of.ts";
import type { Contestant } from "./trial.ts";

/** Fine-tunes the start on the answers that won their vote: the votes' losers and the reward model are not used. */
export const sftOnWinners: Contestant = async ({ learner, setting, model, comparisons, questions }) => {
  const { tokenizer, seed } = setting;
  const winners = comparisons.flatMap(({ prompt, a, b, label }) =>
    label === 0.5 ? [] : [{ prompt: tokenizer.encodePrompt(prompt), response: label > 0.5 ? a : b }],
  );
  const method = sft(SFT_ON_WINNERS).open(learner);
  await method.iterate(winners);
  await method.dispose();
  return { answers: await answersOf(model, questions, seeded(seed + 999)), kl: null, course: [] };
};
