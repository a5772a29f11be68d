import { seeded } from "../../../../shared/random/seeded.ts";
import type { ChatClient } from "../../../endpoint/chat-client.ts";
import type { Engine } from "../../../ml/engine/engine.ts";
import type { Sequence } from "../../../ml/model/batch-layout.ts";
import type { Checkpoint } from "../../../ml/model/checkpoint.ts";
import { openGenerator } from "../../../ml/model/generator.ts";
import type { Tokenizer } from "../../../ml/tokenizer/load-tokenizer.ts";
import { poolPairs } from "../../../trainer/answer-pool.ts";
import type { Principle } from "../../../trainer/constitution/constitution.ts";
import { type DecidedPair, decidePairs } from "../../../trainer/constitution/decide-pairs.ts";
import {
  constitutionReviser,
  type RevisedAnswer,
  reviseAnswers,
  revisionsOf,
} from "../../../trainer/constitution/revise-answers.ts";
import { openPocketReviser } from "../../../trainer/constitution/reviser.ts";
import type { Judge } from "../../../trainer/judges/judge.ts";
import { openLearner } from "../../../trainer/learner.ts";
import { POCKET_SHAPE } from "../../../trainer/pocket-shape.ts";
import { trainPrompts } from "../../../world/prompts.ts";
import { isSafe } from "../../../world/safety.ts";
import { heldOutQuestions } from "../../crowd/answers-of.ts";
import type { Answer } from "../../crowd/taste.ts";
import { gatedRound } from "../simulate/gated-rounds.ts";
import { METHODS } from "../simulate/methods.ts";
import { trainingPool } from "../simulate/training-pool.ts";
import { type Behaviour, behaviourOf } from "./behaviour.ts";
import { fitRevisions, fittingSteps } from "./fit-revisions.ts";
import type { StageBars } from "./stage-bars.ts";

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

export interface ConstitutionWorld {
  readonly engine: Engine;
  readonly start: Checkpoint;
  readonly tokenizer: Tokenizer;
  readonly principles: readonly Principle[];
  /** One a principle. */
  readonly judges: readonly Judge[];
  readonly openClient: () => ChatClient;
}

/** What one run did; behaviours by stage, then by principle. */
export interface ConstitutionRun {
  readonly seed: number;
  readonly revised: readonly RevisedAnswer[];
  readonly decided: readonly DecidedPair[];
  readonly behaviour: {
    readonly start: readonly Behaviour[];
    readonly revised: readonly Behaviour[];
    readonly trained: readonly Behaviour[];
  };
  readonly rejected: number;
  readonly checkpoint: Checkpoint;
}

/** Share of revisions that must be of use; below it the model was never taught the task. */
const LEAST_USABLE = 0.2;

/** Constitutional AI on one seed: critique and revision, fine-tuning on revisions, preferences by principle, reward model and PPO. */
export async function runConstitution(
  world: ConstitutionWorld,
  plan: ConstitutionPlan,
  bars: StageBars,
): Promise<ConstitutionRun> {
  const { engine, start, tokenizer, principles, judges, openClient } = world;
  const random = seeded(plan.seed * 53 + 11);
  const questions = heldOutQuestions();
  const answered = async (texts: readonly string[], source: () => number, sample: Sampler): Promise<Answer[]> =>
    (await sample(texts, source)).map(({ response }, i) => ({
      prompt: texts[i]!,
      response: tokenizer.decode(response),
    }));
  const measure = async (answers: readonly Answer[]) => {
    const measured: Behaviour[] = [];
    for (const [i, principle] of principles.entries())
      measured.push(await behaviourOf(principle, judges[i]!, answers, before));
    return measured;
  };

  const base = await openGenerator(engine, start.config, start.weights, {
    ...POCKET_SHAPE,
    responseWindow: POCKET_SHAPE.windows.at(-1)!,
  });
  const fromStart: Sampler = (texts, source) =>
    base.generate(
      texts.map((text) => tokenizer.encodePrompt(text)),
      { temperature: 1, topP: 1, random: source },
    );
  const before = await answered(questions, seeded(plan.seed + 777), fromStart);
  const asked = Array.from(
    { length: plan.answers },
    () => trainPrompts[Math.floor(random() * trainPrompts.length)]!.text,
  );
  const drafts = await answered(asked, random, fromStart);
  await base.dispose();

  bars.start("revising", plan.answers * revisionsOf(principles));
  const pocket = await openPocketReviser(engine, start, tokenizer, random);
  const reviser = constitutionReviser(pocket, openClient);
  const revised = await reviseAnswers(drafts, principles, reviser, random, bars.advance);
  await reviser.dispose();
  bars.stop();
  const sequences = revised.flatMap((one) => sequenceOf(one, tokenizer) ?? []);
  if (sequences.length < LEAST_USABLE * plan.answers)
    throw new Error(
      `Of ${plan.answers} answers only ${sequences.length} came back revised: this model was never taught to revise. ` +
        "Fine-tune it with npm run learn -- sft, or take --folder server/world/pocket-model.",
    );

  bars.start("fine-tuning on revisions", fittingSteps(sequences.length));
  const fitted = await fitRevisions(engine, start, sequences, random, () => bars.advance(1));
  bars.stop();

  const prompts = trainPrompts.map(({ text }) => text);
  const setting = { engine, start: fitted, tokenizer, prompts, shape: POCKET_SHAPE, seed: plan.seed };
  const learner = await openLearner(setting);
  const method = METHODS.ppo.open(learner, setting);
  const afterRevisions = await answered(questions, seeded(plan.seed + 888), learner.sample);

  bars.start("preferences by principle and PPO", plan.rounds);
  const decode = (tokens: readonly number[]) => tokenizer.decode(tokens);
  const pool = await trainingPool(learner, decode, random);
  const decided: DecidedPair[] = [];
  let good = { state: learner.state(), pool };
  let rejected = 0;
  for (let round = 1; round <= plan.rounds; round++) {
    const due = Math.floor((round * plan.pairs) / plan.rounds) - decided.length;
    const pairs = poolPairs(learner, good.pool, 0, new Map(), 0, isSafe, random).slice(0, due);
    const seen = decided.length;
    decided.push(...(await decidePairs(pairs, judges, random)));
    await learner.observe(
      decided.slice(seen).map(({ pair: { prompt, a, b }, label }, i) => ({
        ...{ id: seen + i + 1, promptId: prompt.id, prompt: prompt.text, bothBad: 0 },
        ...{ a: a.tokens, b: b.tokens, label },
      })),
    );
    learner.fitReward();
    const round_ = { iterations: plan.iterations, isGated: true, eosId: tokenizer.eosId };
    const outcome = await gatedRound(learner, method, round_, pool, good, () => trainingPool(learner, decode, random));
    good = outcome.good;
    if (outcome.reason !== null) rejected++;
    bars.advance(1);
  }
  bars.stop();
  await learner.restore(good.state);
  const afterPpo = await answered(questions, seeded(plan.seed + 999), learner.sample);
  const behaviour = {
    start: await measure(before),
    revised: await measure(afterRevisions),
    trained: await measure(afterPpo),
  };
  const checkpoint = { config: fitted.config, weights: learner.policy.weights() };
  await method.dispose();
  await learner.dispose();
  return { seed: plan.seed, revised, decided, behaviour, rejected, checkpoint };
}

type Sampler = (
  texts: readonly string[],
  random: () => number,
) => Promise<readonly { readonly response: readonly number[] }[]>;

/** A revised answer to learn; null where no revision was of use, or where it is longer than an answer may be. */
function sequenceOf({ prompt, answer, steps }: RevisedAnswer, tokenizer: Tokenizer): Sequence | null {
  if (steps.every(({ revision }) => revision === null)) return null;
  const response = [...tokenizer.encode(answer), tokenizer.eosId];
  const isReadable = response.length <= POCKET_SHAPE.windows.at(-1)! && tokenizer.decode(response) === answer;
  return isReadable ? { prompt: tokenizer.encodePrompt(prompt), response } : null;
}
