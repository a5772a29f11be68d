import {
  constitutionReviser,
  type RevisedAnswer,
  reviseAnswers,
  revisionsOf,
} from "../../external/constitution/revise-answers.ts";
import { openPocketReviser } from "../../external/constitution/reviser.ts";
import type { Sequence } from "../../ml/model/batch-layout.ts";
import type { Checkpoint } from "../../ml/model/checkpoint.ts";
import type { PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import type { Answer } from "../crowd/taste.ts";
import type { ConstitutionWorld } from "./constitution-run.ts";
import { fitRevisions, fittingSteps } from "./fit-revisions.ts";

/** Share of answers that must come back revised; below it the model was never taught the task. */
const LEAST_REVISED = 0.2;

/** The supervised stage: critique and revision of the policy's own answers, and fine-tuning on what came of them. */
export async function reviseAndFit(
  { engine, start, tokenizer, principles, openClient, bars }: ConstitutionWorld,
  drafts: readonly Answer[],
  random: () => number,
): Promise<{ revised: readonly RevisedAnswer[]; fitted: Checkpoint }> {
  bars.start("revising", drafts.length * revisionsOf(principles));
  const reviser = constitutionReviser(await openPocketReviser(engine, start, tokenizer, random), openClient);
  const revised = await reviseAnswers(drafts, principles, reviser, random, bars.advance).finally(reviser.dispose);
  bars.stop();
  const sequences = revised.flatMap((one) => sequenceOf(one, tokenizer) ?? []);
  if (sequences.length < LEAST_REVISED * drafts.length)
    throw new Error(
      `Of ${drafts.length} answers only ${sequences.length} came back revised: this model was never taught to revise. ` +
        "Fine-tune it with npm run learn -- sft, or take --folder server/world/pocket-model.",
    );
  bars.start("fine-tuning on revisions", fittingSteps(sequences.length));
  const fitted = await fitRevisions(engine, start, sequences, random, () => bars.advance(1));
  bars.stop();
  return { revised, fitted };
}

/** A revised answer to learn; null where no revision was of use, or where it is longer than an answer may be. */
function sequenceOf({ prompt, answer, steps }: RevisedAnswer, tokenizer: PocketTokenizer): Sequence | null {
  if (steps.every(({ revision }) => revision === null)) return null;
  const response = [...tokenizer.encode(answer), tokenizer.eosId];
  const isReadable = response.length <= POCKET_SHAPE.windows.at(-1)! && tokenizer.decode(response) === answer;
  return isReadable ? { prompt: tokenizer.encodePrompt(prompt), response } : null;
}
