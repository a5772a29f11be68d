import type { ExhibitModel } from "../../../shared/protocol/lesson.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import type { Engine } from "../../ml/engine/engine.ts";
import { openGenerator } from "../../ml/model/generator.ts";
import type { NamedTensors } from "../../ml/model/safetensors.ts";
import { showcasePrompts } from "../../world/prompts.ts";
import { isSafe } from "../../world/safety.ts";
import { POCKET_SHAPE } from "../start/pocket-shape.ts";
import type { PocketStages } from "../start/pocket-stages.ts";
import { type Making, safeTexts, wholeOrCut } from "./exhibit.ts";

/** Tokens of an answer, at most, and answers that are drawn for one that may be shown. */
const LONGEST = 48;
const TRIES = 3;

/**
 * Stop 2: the same questions, put in the same way to the pocket model before and after it imitated demonstrations. Before, it has met
 * no question that waits for an answer: it goes on with some text.
 */
export async function* makeImitates(
  engine: Engine,
  { config, weights, tokenizer, history }: PocketStages,
  seed: number,
  model: ExhibitModel,
): Making<"imitates"> {
  const safe = safeTexts(isSafe);
  const asked = showcasePrompts.flatMap(({ text }) => Array.from({ length: TRIES }, () => text));
  const shape = { ...POCKET_SHAPE, rows: asked.length, responseWindow: LONGEST };
  const generator = await openGenerator(engine, config, weights, shape);
  const answersOf = async (weights: NamedTensors): Promise<string[]> => {
    const now = await generator.withWeights(weights);
    const prompts = asked.map((text) => tokenizer.encodePrompt(text));
    const generated = await now.generate(prompts, { random: seeded(seed) });
    await now.dispose();
    return generated.map(({ response }) => wholeOrCut(tokenizer, response));
  };
  try {
    yield { share: 0, work: "answering" };
    const before = await answersOf(history.stages.at(-1)!.weights);
    yield { share: 0.5, work: "answering" };
    const after = await answersOf(weights);
    const pairs = showcasePrompts.flatMap(({ text: prompt }, p) => {
      const tries = Array.from({ length: TRIES }, (_, i) => p * TRIES + i);
      const shown = tries.find((i) => safe.keep(before[i]!, after[i]!));
      return shown === undefined ? [] : { prompt, before: before[shown]!, after: after[shown]! };
    });
    return { model, leftOut: safe.leftOut, pairs, demonstrations: history.demonstrations };
  } finally {
    await generator.dispose();
  }
}
