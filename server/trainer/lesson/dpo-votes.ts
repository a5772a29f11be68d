import { seeded } from "../../../shared/random/seeded.ts";
import { shuffled } from "../../../shared/random/shuffled.ts";
import { ON_POLICY } from "../../methods/on-policy.ts";
import type { NamedTensors } from "../../ml/model/safetensors.ts";
import { openDpo } from "../../ml/training/dpo.ts";
import { type PreferencePair, referPairs } from "../../ml/training/preference-pair.ts";
import { learningRateAt } from "../../ml/training/train-language-model.ts";
import type { SessionPreference } from "../../ports/lesson.ts";
import { measuredRate } from "../../stats/taste-bets.ts";
import { type ExhibitSource, type Making, NothingToShow, safeTexts } from "./exhibit.ts";

/** How DPO learns from a class's few votes. */
export interface DpoPlan {
  readonly beta: number;
  readonly learningRate: number;
  readonly epochs: number;
}
/** What served best on some three hundred votes (docs/log). */
export const DPO_ON_VOTES: DpoPlan = { beta: 0.1, learningRate: 3e-4, epochs: 3 };
/** Share of the votes that it is measured by and never learns from. */
const HELD_OUT = 0.2;
/** Steps between two looks at what else waits. */
const PIECE = 4;
/** Answers that are drawn to a held-out prompt for one that may be shown. */
const TRIES = 4;

/**
 * Stop 6: direct preference optimisation (Rafailov et al. 2023) on the session's own votes, from the starting model, off the record. It needs no
 * reward model.
 * @param startWeights of the starting model
 */
export async function* makeDpo(source: ExhibitSource, startWeights: NamedTensors, plan: DpoPlan): Making<"dpo"> {
  const { learner, decode, isSafe, heldOut, seed } = source;
  const random = seeded(seed);
  const pairs = shuffled(decided(source, await source.preferences()), random);
  if (pairs.length === 0)
    throw new NothingToShow("This class has not voted for an answer yet, so there is nothing to learn from.");
  yield { share: 0, work: "reading" };
  const { engine, config, shape, trainable } = learner;
  const all = await referPairs(learner.reference, pairs);
  const kept = Math.floor(HELD_OUT * all.length);
  const [heldVotes, referred] = [all.slice(0, kept), all.slice(kept)];
  const objective = { loss: "sigmoid", labelNoise: 0 } as const;
  const how = { objective, optimizer: ON_POLICY.optimizer };
  const trainer = openDpo(engine, config, startWeights, shape, how, trainable);
  try {
    const steps = plan.epochs * Math.ceil(referred.length / trainer.pairs);
    const schedule = { steps, warmup: Math.ceil(steps / 10), peak: plan.learningRate };
    let step = 0;
    for (let epoch = 0; epoch < plan.epochs; epoch++) {
      const order = shuffled(referred, random);
      for (let at = 0; at < order.length; at += trainer.pairs) {
        if (step % PIECE === 0) yield { share: (0.8 * step) / steps, work: "training" };
        await trainer.step(order.slice(at, at + trainer.pairs), plan.beta, learningRateAt(step++, schedule));
      }
    }
    yield { share: 0.8, work: "comparing" };
    const after = kept === 0 ? null : await trainer.evaluate(heldVotes, plan.beta);

    yield { share: 0.9, work: "answering" };
    const trained = await learner.aside(trainer.weights(), () => []);
    const asked = heldOut.flatMap((prompt) => Array.from({ length: TRIES }, () => prompt));
    const ppo = await learner.sample(asked, seeded(seed + 1));
    const dpo = await trained.sample(asked, seeded(seed + 2)).finally(() => trained.dispose());
    const safe = safeTexts(isSafe);
    const shown = heldOut.flatMap((prompt, p) => {
      const texts = Array.from({ length: TRIES }, (_, i) => ({
        prompt,
        ppo: decode(ppo[p * TRIES + i]!.response),
        dpo: decode(dpo[p * TRIES + i]!.response),
      }));
      return texts.find((one) => one.ppo !== one.dpo && safe.keep(one.ppo, one.dpo)) ?? [];
    });
    return {
      ...{ model: source.model, leftOut: safe.leftOut, votes: referred.length, pairs: shown },
      agrees: measuredRate(after?.["rewards/accuracies"] ?? 0, kept),
    };
  } finally {
    await trainer.dispose();
  }
}

/** The preferred answer first; ties say nothing. */
const decided = ({ learner }: ExhibitSource, preferences: readonly SessionPreference[]): PreferencePair[] =>
  preferences
    .filter(({ label }) => label !== 0.5)
    .map(({ prompt, a, b, label }) => {
      const [chosen, rejected] = label > 0.5 ? [a, b] : [b, a];
      const sequence = (tokens: readonly number[]) => learner.sequenceOf(prompt, tokens);
      return {
        chosen: sequence(chosen.tokens),
        rejected: sequence(rejected.tokens),
        share: Math.max(label, 1 - label),
      };
    });
