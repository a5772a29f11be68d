import { seeded } from "../../../shared/random/seeded.ts";
import { ON_POLICY } from "../../methods/on-policy.ts";
import type { Generated } from "../../ml/model/generator.ts";
import type { Reading } from "../../ml/training/reference-model.ts";
import { mean, meanAndStd, total } from "../../stats/moments.ts";
import type { AnswerPool } from "../pool/answer-pool.ts";
import { BOUNDS } from "../promotion/gate.ts";
import { type ExhibitSource, type Making, NothingToShow, safeTexts } from "./exhibit.ts";

/** Prompts that are tried, and tries of each: the prompt is shown whose tries differ most. */
const PROMPTS = 8;
const TRIES = 8;

/** Nats by which whoever drew an answer found it likelier than the starting model does. */
export const klOf = ({ logProbs }: Generated, { refLogProbs }: Reading): number => total(logProbs) - total(refLogProbs);

/** Stop 4: what a step of PPO sees, by the arena's own policy and reward model, which both stay as they are. */
export async function* makePractises(source: ExhibitSource): Making<"practises"> {
  const { learner, isSafe, decode, standing, klCoefficient, seed } = source;
  if (learner.ensemble === null) throw new NothingToShow("Nobody has voted yet, so there is nothing to practise for.");
  yield { share: 0, work: "answering" };
  const random = seeded(seed);
  const price = klCoefficient();
  const prompts = learner.drawPrompts(PROMPTS, random);
  const asked = prompts.flatMap((prompt) => Array.from({ length: TRIES }, () => prompt));
  const answers = await learner.sample(asked, random);
  yield { share: 0.5, work: "comparing" };
  const readings = await learner.reference.read(answers);
  const scores = learner.rewards(readings);
  const safe = safeTexts(isSafe);
  const groups = prompts.map((prompt, p) => {
    const tries = Array.from({ length: TRIES }, (_, i) => {
      const at = p * TRIES + i;
      const [text, score, kl] = [decode(answers[at]!.response), scores[at]!, klOf(answers[at]!, readings[at]!)];
      return { text, score, kl, leash: price * kl, total: score - price * kl };
    });
    return { prompt, tries: tries.filter(({ text }) => safe.keep(text)) };
  });
  const spread = ({ tries }: (typeof groups)[number]) =>
    tries.length < TRIES ? -1 : meanAndStd(tries.map((one) => one.score)).std;
  const { prompt, tries } = groups.reduce((best, one) => (spread(one) > spread(best) ? one : best));
  if (tries.length === 0) throw new NothingToShow("None of the model's tries is fit for a classroom.");
  const average = mean(tries.map((one) => one.total));

  const { version, startAnswers, currentAnswers } = standing();
  const scoreOf = ({ readings }: AnswerPool) => mean(learner.rewards(readings));
  const kl = mean(currentAnswers.generated.map((one, i) => klOf(one, currentAnswers.readings[i]!)));
  return {
    ...{ model: source.model, leftOut: safe.leftOut, version, prompt, average },
    tries: tries.map((one) => ({ ...one, kept: one.total > average })).sort((x, y) => y.total - x.total),
    before: scoreOf(startAnswers),
    after: scoreOf(currentAnswers),
    answers: currentAnswers.generated.length,
    leash: { kl, aim: ON_POLICY.kl.target, limit: BOUNDS.find(({ metric }) => metric === "kl")!.max!, price },
  };
}
