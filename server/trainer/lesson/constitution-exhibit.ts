import type { ConstitutionExhibit, ExhibitModel } from "../../../shared/protocol/lesson.ts";
import type { PrincipleName } from "../../../shared/protocol/principles.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { constitutionOf } from "../../external/constitution/constitution.ts";
import {
  constitutionReviser,
  type RevisedAnswer,
  reviseAnswers,
  revisedSequence,
} from "../../external/constitution/revise-answers.ts";
import { openPocketReviser } from "../../external/constitution/reviser.ts";
import { fineTune, SFT_ON_REVISIONS } from "../../methods/sft/sft.ts";
import type { Engine } from "../../ml/engine/engine.ts";
import { openGenerator } from "../../ml/model/generator.ts";
import { openLanguageModel } from "../../ml/training/language-model.ts";
import { measuredRate } from "../../stats/taste-bets.ts";
import { describeAnswer } from "../../world/describe-answer.ts";
import { pick } from "../../world/grammar/template.ts";
import { knownPrinciples } from "../../world/principles/known-principles.ts";
import { heldoutPrompts, trainPrompts } from "../../world/prompts.ts";
import { isSafe } from "../../world/safety.ts";
import { POCKET_SHAPE } from "../start/pocket-shape.ts";
import type { PocketStages } from "../start/pocket-stages.ts";
import { type Making, NothingToShow, safeTexts } from "./exhibit.ts";

/** How much a constitution is tried on. */
export interface ConstitutionTrial {
  /** Answers that are revised and then imitated. */
  readonly answers: number;
  /** Answers to each held-out prompt, before and after. */
  readonly perPrompt: number;
}
export const CONSTITUTION_TRIAL: ConstitutionTrial = { answers: 192, perPrompt: 6 };

/** Revisions and answers that are made between two looks at what else waits. */
const PIECE = 64;
const SHOWN = 6;
const ROWS = 32;

/**
 * Stop 6: the first stage of constitutional AI (Bai et al. 2022) on the pocket model, off the record. It criticises and revises its own answers by
 * the principles that the class chose, imitates its revisions, and is measured on prompts that no stage of training has seen.
 */
export async function* makeConstitution(
  engine: Engine,
  pocket: PocketStages,
  chosen: readonly PrincipleName[],
  plan: ConstitutionTrial,
  seed: number,
  model: ExhibitModel,
): Making<"constitution"> {
  if (chosen.length === 0) throw new NothingToShow("The class has not chosen any principle yet.");
  const { config, weights, tokenizer } = pocket;
  const principles = constitutionOf(chosen, "The class's constitution");
  const random = seeded(seed);
  const generator = await openGenerator(engine, config, weights, {
    ...POCKET_SHAPE,
    rows: ROWS,
    responseWindow: POCKET_SHAPE.windows.at(-1)!,
  });
  const answersOf = async (from: typeof generator, questions: readonly string[], draws: number) => {
    const prompts = questions.map((text) => tokenizer.encodePrompt(text));
    const generated = await from.generate(prompts, { random: seeded(draws) });
    return generated.map(({ response }, i) => ({ prompt: questions[i]!, response: tokenizer.decode(response) }));
  };
  const obeying = (name: PrincipleName, answers: Awaited<ReturnType<typeof answersOf>>) => {
    const obeys = answers.filter(({ prompt, response }) =>
      knownPrinciples[name].obeys(describeAnswer(prompt, response)),
    );
    return measuredRate(obeys.length / answers.length, answers.length);
  };
  try {
    yield { share: 0, work: "answering" };
    const heldOut = heldoutPrompts.flatMap(({ text }) => Array.from({ length: plan.perPrompt }, () => text));
    const before = await answersOf(generator, heldOut, seed);
    const asked = Array.from({ length: plan.answers }, () => pick(trainPrompts, random).text);
    const drafts = await answersOf(generator, asked, seed + 1);

    const known = await openPocketReviser(engine, { config, weights }, tokenizer, random);
    const reviser = constitutionReviser(known, () => {
      throw new Error("The world's own principles need no endpoint");
    });
    const revised: RevisedAnswer[] = [];
    try {
      for (let at = 0; at < drafts.length; at += PIECE) {
        yield { share: 0.2 + (0.4 * at) / drafts.length, work: "revising" };
        revised.push(...(await reviseAnswers(drafts.slice(at, at + PIECE), principles, reviser, random)));
      }
    } finally {
      await reviser.dispose();
    }

    yield { share: 0.6, work: "training" };
    const sequences = revised.flatMap((one) => revisedSequence(one, tokenizer, POCKET_SHAPE) ?? []);
    const trained = openLanguageModel(engine, config, weights, {
      ...POCKET_SHAPE,
      rows: SFT_ON_REVISIONS.rows,
    });
    const fitted = await fineTune(trained, sequences, SFT_ON_REVISIONS, random, () => {})
      .then(() => trained.weights())
      .finally(() => trained.dispose());

    yield { share: 0.9, work: "comparing" };
    const renewed = await generator.withWeights(fitted);
    const after = await answersOf(renewed, heldOut, seed).finally(() => renewed.dispose());
    const safe = safeTexts(isSafe);
    return {
      model,
      principles: chosen.map((name) => ({ name, before: obeying(name, before), after: obeying(name, after) })),
      revised: sequences.length,
      examples: examplesOf(revised, chosen, safe.keep),
      leftOut: safe.leftOut,
    };
  } finally {
    await generator.dispose();
  }
}

/** The first revisions of answers that broke a principle and now obey it, each principle in turn. */
function examplesOf(
  revised: readonly RevisedAnswer[],
  chosen: readonly PrincipleName[],
  keep: (...texts: readonly string[]) => boolean,
): ConstitutionExhibit["examples"] {
  const found = chosen.map((principle, at) =>
    revised.flatMap(({ prompt, draft, steps }) => {
      const [first] = steps;
      if (first?.principle !== at || first.revision === null || first.critique === null) return [];
      const { critique, revision } = first;
      const { obeys } = knownPrinciples[principle];
      const isMended = !obeys(describeAnswer(prompt, draft)) && obeys(describeAnswer(prompt, revision));
      return isMended && keep(draft, critique, revision) ? [{ prompt, draft, principle, critique, revision }] : [];
    }),
  );
  const each = Math.ceil(SHOWN / chosen.length);
  return found.flatMap((examples) => examples.slice(0, each));
}
