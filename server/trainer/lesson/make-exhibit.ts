import type { ExhibitName } from "../../../shared/protocol/lesson.ts";
import { ADOPTED_PPO, PPO, type PpoSettings, ppo, unregularised } from "../../methods/ppo/ppo.ts";
import type { NamedTensors } from "../../ml/model/safetensors.ts";
import type { PocketStages } from "../start/pocket-stages.ts";
import { type CheatsPlan, makeCheats } from "./cheats.ts";
import { CONSTITUTION_TRIAL, makeConstitution } from "./constitution-exhibit.ts";
import { DPO_ON_VOTES, makeDpo } from "./dpo-votes.ts";
import type { ExhibitSource, Making } from "./exhibit.ts";
import { makeFeedback } from "./feedback.ts";
import { makeImitates } from "./imitates.ts";
import { makePractises } from "./practises.ts";
import { makeReads, READS } from "./reads.ts";

/** Draws of what is made for all sessions. */
const SEED = 1;

/** A small batch is enough where nothing has to last: more steps a minute. */
const BATCHES = 4;

/** PPO without its leash: it may take bigger steps, and need not stop where it has moved far. */
function cheating({ learner, model }: ExhibitSource): CheatsPlan {
  const settings: PpoSettings = model === "adopted" ? ADOPTED_PPO : PPO;
  const { rows } = learner.shape;
  const method = ppo({
    ...unregularised(settings),
    ...{ batch: BATCHES * rows, minibatch: rows },
    learningRate: 2 * settings.learningRate,
    stopKl: Number.POSITIVE_INFINITY,
  });
  return { method, iterations: 40, ms: 45_000, apart: model === "adopted" ? 6 : 2.5 };
}

/** Where what is off the record begins. */
export interface Beginnings {
  /** The shipped model, read when it is needed. */
  readonly shipped: () => Promise<PocketStages>;
  /** Of the arena's starting model. */
  readonly startWeights: NamedTensors;
}

/** An exhibit with the settings as shipped. */
export async function* makeExhibit(
  exhibit: ExhibitName,
  source: ExhibitSource,
  { shipped, startWeights }: Beginnings,
): Making<ExhibitName> {
  const { learner, parameters, seed } = source;
  switch (exhibit) {
    case "reads":
      return yield* makeReads(learner.engine, await shipped(), READS, SEED);
    case "imitates":
      return yield* makeImitates(learner.engine, await shipped(), SEED);
    case "practises":
      return yield* makePractises(source);
    case "cheats":
      return yield* makeCheats(source, startWeights, cheating(source), () => performance.now());
    case "dpo":
      return yield* makeDpo(source, startWeights, DPO_ON_VOTES);
    case "feedback":
      return yield* makeFeedback(source);
    case "constitution": {
      const { principles = [] } = parameters;
      return yield* makeConstitution(learner.engine, await shipped(), principles, CONSTITUTION_TRIAL, seed);
    }
  }
}
