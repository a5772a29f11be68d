import { seeded } from "../../../../shared/random/seeded.ts";
import { labelOf } from "../../../../shared/round/verdict.ts";
import type { Tokenizer } from "../../../ml/tokenizer/load-tokenizer.ts";
import { shuffled } from "../../../ml/training/ppo-iteration.ts";
import { candidateMetrics, poolPairs, sampleAnswers } from "../../../trainer/answer-pool.ts";
import { gate } from "../../../trainer/gate.ts";
import { afterRejection, type Learner } from "../../../trainer/learner.ts";
import { trainPrompts } from "../../../world/prompts.ts";
import { isSafe } from "../../../world/safety.ts";
import { answersOf, heldOutQuestions } from "../../crowd/answers-of.ts";
import { measurePolicy } from "../../crowd/measure-policy.ts";
import { standardCrowd, verdictOf } from "../../crowd/standard-crowd.ts";
import type { Answer, Camp } from "../../crowd/taste.ts";
import type { Method } from "./methods.ts";
import type { Point } from "./points-table.ts";

/** As the trainer fills its pool. */
const POOL_PROMPTS = 96;
const PER_PROMPT = 4;

export interface SessionPlan {
  readonly seed: number;
  readonly rounds: number;
  readonly votes: readonly number[];
  /** Share of votes flipped. */
  readonly noise: number;
  /** Of the method, a round. */
  readonly iterations: number;
}

/** One session: deals, noisy votes, reward fits, a method's iterations and the gate; a point at each of the plan's numbers of votes. */
export async function* simulateSession(
  learner: Learner,
  method: Method,
  camps: readonly Camp[],
  { seed, votes, rounds, noise, iterations }: SessionPlan,
  tokenizer: Tokenizer,
): AsyncGenerator<Omit<Point, "taste" | "seed" | "method">> {
  const random = seeded(seed * 31 + 7);
  const decode = (tokens: readonly number[]) => tokenizer.decode(tokens);
  const questions = heldOutQuestions();
  const model = { sample: learner.sample, read: learner.reference.read, wordsOf: learner.wordsOf, decode };
  const sample = (source: () => number) =>
    sampleAnswers(learner, shuffled(trainPrompts, source).slice(0, POOL_PROMPTS), PER_PROMPT, decode, source);
  const before = await answersOf(model, questions, seeded(777));
  const start = await sample(seeded(778));
  const spread: Answer[] = start.texts.map((response, i) => ({
    prompt: start.prompts[Math.floor(i / PER_PROMPT)]!.text,
    response,
  }));
  const crowd = standardCrowd(camps, spread);
  const began = performance.now();
  let marks = votes.toSorted((a, b) => a - b);
  const all = marks.at(-1)!;
  let pool = start;
  let good = learner.state();
  let cast = 0;
  let rejected = 0;
  let heldOutAccuracy = Number.NaN;
  for (let round = 1; round <= rounds; round++) {
    const pairs = poolPairs(learner, pool, 0, new Map(), 0, isSafe, random);
    const comparisons = pairs.slice(0, Math.floor((round * all) / rounds) - cast).map(({ prompt, a, b }) => {
      const verdict = verdictOf(crowd.campAt(random()), { prompt: prompt.text, a: a.text, b: b.text }, noise, random);
      const shared = { id: ++cast, promptId: prompt.id, prompt: prompt.text, bothBad: 0 };
      return { ...shared, a: a.tokens, b: b.tokens, label: labelOf(verdict) };
    });
    await learner.observe(comparisons);
    heldOutAccuracy = learner.fitReward()?.accuracy ?? Number.NaN;
    for (let i = 0; i < iterations; i++) await method.iterate();
    const candidate = await sample(random);
    const metrics = candidateMetrics(learner, candidate, start, pool, { isSafe, eosId: tokenizer.eosId });
    const reason = gate(metrics);
    if (reason === null) {
      good = learner.state();
      pool = candidate;
    } else {
      rejected++;
      process.stderr.write(`  round ${round}: rejected, ${reason}\n`);
      await learner.restore(afterRejection(good, learner.state()));
    }
    if (round < rounds && cast < marks[0]!) continue;
    marks = marks.filter((mark) => mark > cast);
    const trained = await answersOf(model, questions, seeded(seed + 999));
    const effect = measurePolicy(before, trained, crowd.judges, learner.rewards(trained.readings));
    const seconds = (performance.now() - began) / 1000;
    yield { ...effect, votes: cast, heldOutAccuracy, rejected, klCoefficient: learner.klCoefficient, seconds };
  }
}
