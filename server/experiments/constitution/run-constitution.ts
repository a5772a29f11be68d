import { seeded } from "../../../shared/random/seeded.ts";
import { openGenerator } from "../../ml/model/generator.ts";
import { openLearner } from "../../trainer/learner.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { pick } from "../../world/grammar/template.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { heldOutQuestions } from "../crowd/answers-of.ts";
import type { Answer } from "../crowd/taste.ts";
import { type Behaviour, behaviourOf } from "./behaviour.ts";
import type { ConstitutionPlan, ConstitutionRun, ConstitutionWorld } from "./constitution-run.ts";
import { reviseAndFit } from "./revise-and-fit.ts";
import { trainByPrinciples } from "./train-by-principles.ts";

/** Constitutional AI on one seed: critique and revision, fine-tuning on revisions, preferences by principle, reward model and PPO. */
export async function runConstitution(world: ConstitutionWorld, plan: ConstitutionPlan): Promise<ConstitutionRun> {
  const { engine, tokenizer, principles, judges } = world;
  const random = seeded(plan.seed * 53 + 11);
  const questions = heldOutQuestions();
  const asked = Array.from({ length: plan.answers }, () => pick(trainPrompts, random).text);
  const [before, drafts] = await startAnswers(world, questions, asked, plan.seed);

  const { revised, fitted } = await reviseAndFit(world, drafts, random);

  const prompts = trainPrompts.map(({ text }) => text);
  const shape = POCKET_SHAPE;
  const learner = await openLearner({ engine, start: fitted, tokenizer, prompts, shape, seed: plan.seed });
  const answers = async (seed: number) =>
    textsOf(world, questions, await learner.sample(questions, seeded(plan.seed + seed)));
  const afterRevisions = await answers(888);
  const { decided, rejected } = await trainByPrinciples(world, plan, learner, random);
  const afterPpo = await answers(999);
  const checkpoint = { config: fitted.config, weights: learner.weights() };
  await learner.dispose();

  const measure = async (given: readonly Answer[]): Promise<readonly Behaviour[]> => {
    const measured: Behaviour[] = [];
    for (const [i, principle] of principles.entries())
      measured.push(await behaviourOf(principle, judges[i]!, given, before));
    return measured;
  };
  const behaviour = {
    start: await measure(before),
    revised: await measure(afterRevisions),
    trained: await measure(afterPpo),
  };
  return { seed: plan.seed, revised, decided, behaviour, rejected, checkpoint };
}

/** The starting policy's answers to two lists of questions. */
async function startAnswers(
  world: ConstitutionWorld,
  heldOut: readonly string[],
  train: readonly string[],
  seed: number,
): Promise<readonly [readonly Answer[], readonly Answer[]]> {
  const { engine, start, tokenizer } = world;
  const shape = { ...POCKET_SHAPE, responseWindow: POCKET_SHAPE.windows.at(-1)! };
  const generator = await openGenerator(engine, start.config, start.weights, shape);
  const random = seeded(seed + 777);
  const answer = async (questions: readonly string[]) => {
    const tokens = questions.map((text) => tokenizer.encodePrompt(text));
    return textsOf(world, questions, await generator.generate(tokens, { random }));
  };
  const answers = [await answer(heldOut), await answer(train)] as const;
  await generator.dispose();
  return answers;
}

const textsOf = (
  { tokenizer }: ConstitutionWorld,
  questions: readonly string[],
  generated: readonly { readonly response: readonly number[] }[],
): readonly Answer[] =>
  generated.map(({ response }, i) => ({ prompt: questions[i]!, response: tokenizer.decode(response) }));
