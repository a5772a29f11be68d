import { seeded } from "../../../shared/random/seeded.ts";
import type { WrittenPrinciple } from "../../external/constitution/constitution.ts";
import { type Decision, decide } from "../../external/constitution/decide.ts";
import {
  constitutionReviser,
  type RevisedAnswer,
  reviseAnswers,
  revisedSequence,
  revisionsOf,
} from "../../external/constitution/revise-answers.ts";
import { openPocketReviser } from "../../external/constitution/reviser.ts";
import type { ChatClient } from "../../external/endpoint/chat-client.ts";
import type { Judge } from "../../external/judges/judge.ts";
import { METHODS } from "../../methods/registry.ts";
import { fineTune, fineTuningSteps, SFT_ON_REVISIONS } from "../../methods/sft/sft.ts";
import type { Engine } from "../../ml/engine/engine.ts";
import type { Sequence } from "../../ml/model/batch-layout.ts";
import type { Checkpoint } from "../../ml/model/checkpoint.ts";
import { openGenerator } from "../../ml/model/generator.ts";
import type { PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { openLanguageModel } from "../../ml/training/language-model.ts";
import { openLearner } from "../../trainer/learner.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import { NOTHING_EARLIER, poolPairs } from "../../trainer/pool/answer-pool.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { pick } from "../../world/grammar/template.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { isSafe } from "../../world/safety.ts";
import type { Answer } from "../../world/tastes/taste.ts";
import { heldOutQuestions } from "../crowd/measure-policy.ts";
import { gatedRound, trainingPool } from "../simulate/training-round.ts";
import type { StageBars } from "../terminal/progress.ts";
import { type Behaviour, behaviourOf } from "./measure-principles.ts";

export interface ConstitutionPlan {
  readonly seed: number;
  /** Answers that are criticised and revised. */
  readonly answers: number;
  /** Pairs that the principles decide, in all. */
  readonly pairs: number;
  readonly rounds: number;
  /** Of PPO, a round. */
  readonly iterations: number;
}

/** What a run works with. */
export interface ConstitutionWorld {
  readonly engine: Engine;
  readonly start: Checkpoint;
  readonly tokenizer: PocketTokenizer;
  readonly principles: readonly WrittenPrinciple[];
  /** One a principle. */
  readonly judges: readonly Judge[];
  readonly openClient: () => ChatClient;
  readonly bars: StageBars;
}

/** What one run did. Behaviours are by stage, then by principle. */
export interface ConstitutionRun {
  readonly seed: number;
  readonly revised: readonly RevisedAnswer[];
  readonly decided: readonly Decision[];
  readonly behaviour: {
    readonly start: readonly Behaviour[];
    readonly revised: readonly Behaviour[];
    readonly trained: readonly Behaviour[];
  };
  /** Candidates that the gate rejected. */
  readonly rejected: number;
  readonly checkpoint: Checkpoint;
}

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

/** Share of answers that must come back revised; below it the model was never taught the task. */
const LEAST_REVISED = 0.2;

/** The supervised stage: critique and revision of the policy's own answers, and fine-tuning on the revised ones. */
async function reviseAndFit(
  { engine, start, tokenizer, principles, openClient, bars }: ConstitutionWorld,
  drafts: readonly Answer[],
  random: () => number,
): Promise<{ revised: readonly RevisedAnswer[]; fitted: Checkpoint }> {
  bars.start("revising", drafts.length * revisionsOf(principles));
  const reviser = constitutionReviser(await openPocketReviser(engine, start, tokenizer, random), openClient);
  const revised = await reviseAnswers(drafts, principles, reviser, random, bars.advance).finally(reviser.dispose);
  bars.stop();
  const sequences = revised.flatMap((one) => revisedSequence(one, tokenizer, POCKET_SHAPE) ?? []);
  if (sequences.length < LEAST_REVISED * drafts.length)
    throw new Error(
      `Of ${drafts.length} answers only ${sequences.length} came back revised: this model was never taught to revise. ` +
        "Fine-tune it with npm run learn -- sft, or take --folder server/world/pocket-model.",
    );
  bars.start("fine-tuning on revisions", fineTuningSteps(sequences.length, SFT_ON_REVISIONS));
  const fitted = await fitRevisions(engine, start, sequences, random, () => bars.advance(1));
  bars.stop();
  return { revised, fitted };
}

/** Supervised fine-tuning on revised answers: the first stage of constitutional AI (Bai et al. 2022, section 3). */
async function fitRevisions(
  engine: Engine,
  { config, weights }: Checkpoint,
  sequences: readonly Sequence[],
  random: () => number,
  onStep: (loss: number) => void,
): Promise<Checkpoint> {
  const model = openLanguageModel(engine, config, weights, {
    ...POCKET_SHAPE,
    rows: SFT_ON_REVISIONS.rows,
  });
  await fineTune(model, sequences, SFT_ON_REVISIONS, random, onStep);
  const fitted = { config, weights: model.weights() };
  await model.dispose();
  return fitted;
}

/**
 * The reinforcement stage. In each round principles decide fresh pairs, the reward model is fitted to all pairs, and PPO follows it. It
 * leaves the learner at the last promoted policy.
 */
async function trainByPrinciples(
  { tokenizer, judges, bars }: ConstitutionWorld,
  plan: ConstitutionPlan,
  learner: Learner,
  random: () => number,
): Promise<{ decided: readonly Decision[]; rejected: number }> {
  const method = METHODS.ppo.open(learner);
  const sample = () => trainingPool(learner, (tokens) => tokenizer.decode(tokens), random);
  const start = await sample();
  const decided: Decision[] = [];
  let good = { state: method.state(), pool: start };
  let rejected = 0;
  bars.start("preferences by principle and PPO", plan.rounds);
  for (let round = 1; round <= plan.rounds; round++) {
    const seen = decided.length;
    const due = Math.floor((round * plan.pairs) / plan.rounds) - seen;
    const pairs = poolPairs(learner, good.pool, 0, NOTHING_EARLIER, 0, isSafe, random).slice(0, due);
    const texts = pairs.map(({ prompt, a, b }) => ({ prompt: prompt.text, a: a.text, b: b.text }));
    const decisions = await decide(texts, judges);
    decided.push(...decisions);
    await learner.observe(
      pairs.map(({ prompt, a, b }, i) => {
        const shared = { id: seen + i + 1, promptId: prompt.id, prompt: prompt.text, bothBad: 0 };
        return { ...shared, a: a.tokens, b: b.tokens, label: decisions[i]!.share };
      }),
    );
    learner.reweigh(evenWeights(decided, judges.length));
    learner.fitReward();
    const rules = { iterations: plan.iterations, isGated: true, eosId: tokenizer.eosId };
    const outcome = await gatedRound(learner, method, rules, start, good, sample);
    good = outcome.good;
    if (outcome.reason !== null) rejected++;
    bars.advance(1);
  }
  bars.stop();
  await method.restore(good.state);
  await method.dispose();
  return { decided, rejected };
}

/** The highest weight of a pair. */
const MOST = 4;

/** Weights of the pairs, by id, with which all principles that decided any count alike, however many pairs each decided. */
function evenWeights(decided: readonly Decision[], principles: number): ReadonlyMap<number, number> {
  const counts = Map.groupBy(decided, ({ principle }) => principle);
  const share = decided.length / principles;
  return new Map(
    decided.map(({ principle }, i) => [
      i + 1,
      principle === null ? 1 : Math.min(MOST, share / counts.get(principle)!.length),
    ]),
  );
}
