import { seeded } from "../../../shared/random/seeded.ts";
import type { Method } from "../../methods/method.ts";
import type { NamedTensors } from "../../ml/model/safetensors.ts";
import { mean, total } from "../../stats/moments.ts";
import { type ExhibitSource, type Making, NothingToShow, safeTexts } from "./exhibit.ts";
import { klOf } from "./practises.ts";

/** How long practice without a leash goes on. */
export interface CheatsPlan {
  /** PPO without what keeps it honest. */
  readonly method: Method;
  readonly iterations: number;
  /** Milliseconds of work. */
  readonly ms: number;
  /** Nats a token under the starting model at which the text has fallen apart: enough is seen then. */
  readonly apart: number;
}

/** Answers that are drawn to a held-out prompt for one that may be shown. */
const TRIES = 4;

/**
 * Stop 5: the same practice, from the same starting model and for the same reward model, without a leash. It happens off the record: the copy is
 * thrown away, and the arena's own policy only answers the same prompts.
 * @param startWeights of the starting model
 */
export async function* makeCheats(
  source: ExhibitSource,
  startWeights: NamedTensors,
  plan: CheatsPlan,
  now: () => number,
): Making<"cheats"> {
  const { learner, decode, isSafe, heldOut, seed, standing } = source;
  if (learner.ensemble === null) throw new NothingToShow("Nobody has voted yet, so there is nothing to cheat at.");
  const reward = learner.presentReward();
  const loose = await learner.aside(startWeights, reward);
  const method = plan.method.open(loose);
  try {
    const curve: { iteration: number; reward: number; nats: number; kl: number }[] = [];
    let worked = 0;
    for (let iteration = 0; iteration < plan.iterations && worked < plan.ms; iteration++) {
      yield { share: 0.9 * Math.max(iteration / plan.iterations, worked / plan.ms), work: "training" };
      const began = now();
      const metrics = await method.iterate();
      worked += now() - began;
      const kl = metrics["objective/kl"]!;
      // Of what it drew before the update: the negative log-likelihood under the starting model is KL and entropy together.
      const nats = (kl + metrics["objective/entropy"]!) / metrics.response_tokens!;
      curve.push({ iteration, reward: metrics["objective/scores"]!, nats, kl });
      if (nats > plan.apart) break;
    }

    yield { share: 0.9, work: "answering" };
    const asked = heldOut.flatMap((prompt) => Array.from({ length: TRIES }, () => prompt));
    const [own, free] = [await learner.sample(asked, seeded(seed)), await loose.sample(asked, seeded(seed + 1))];
    const scored = async (answers: typeof own) => reward(await learner.reference.read(answers), answers);
    const [ownScores, freeScores] = [await scored(own), await scored(free)];
    const safe = safeTexts(isSafe);
    const pairs = heldOut.flatMap((prompt, p) => {
      const tries = Array.from({ length: TRIES }, (_, i) => p * TRIES + i);
      const texts = tries.map((i) => [decode(own[i]!.response), decode(free[i]!.response)] as const);
      const shown = texts.findIndex(([a, b]) => a !== b && safe.keep(a, b));
      if (shown < 0) return [];
      const [leashed, unleashed] = texts[shown]!;
      const at = tries[shown]!;
      return {
        prompt,
        leashed: { text: leashed, score: ownScores[at]! },
        loose: { text: unleashed, score: freeScores[at]! },
      };
    });
    const { generated, readings } = standing().currentAnswers;
    const refLogProbs = total(readings.map((one) => total(one.refLogProbs)));
    return {
      ...{ model: source.model, leftOut: safe.leftOut, curve, pairs },
      leashed: {
        reward: mean([...reward(readings, generated)]),
        nats: -refLogProbs / total(generated.map((one) => one.response.length)),
        kl: mean(generated.map((one, i) => klOf(one, readings[i]!))),
      },
    };
  } finally {
    await method.dispose();
    await loose.dispose();
  }
}
