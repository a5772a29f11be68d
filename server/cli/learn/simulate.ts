import { writeFile } from "node:fs/promises";
import { seeded } from "../../../shared/random/seeded.ts";
import { labelOf } from "../../../shared/round/verdict.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer, type Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { shuffled } from "../../ml/training/ppo-iteration.ts";
import { candidateMetrics, poolPairs, sampleAnswers } from "../../trainer/answer-pool.ts";
import { gate } from "../../trainer/gate.ts";
import { afterRejection, type Learner, openLearner } from "../../trainer/learner.ts";
import { POCKET_SHAPE } from "../../trainer/pocket-shape.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { isSafe } from "../../world/safety.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { answersOf, heldOutQuestions } from "../crowd/answers-of.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import { measurePolicy, type SessionEffect } from "../crowd/measure-policy.ts";
import { standardCrowd, verdictOf } from "../crowd/standard-crowd.ts";
import type { Answer, Camp } from "../crowd/taste.ts";

export interface SimulateOptions {
  readonly folder: string;
  /** Tastes as `--taste` of the crowd takes them, or "all". */
  readonly taste: string;
  readonly seeds: number;
  readonly rounds: number;
  /** Numbers of votes after which the policy that players meet is measured; the largest is the whole run. */
  readonly votes: readonly number[];
  readonly noise: number;
  readonly iterations: number;
  readonly json?: string;
}

/** One run at one number of votes. */
interface Point extends SessionEffect {
  readonly taste: string;
  readonly seed: number;
  readonly votes: number;
  readonly heldOutAccuracy: number;
  readonly rejected: number;
  readonly klCoefficient: number;
  readonly seconds: number;
}

/** As the trainer fills its pool. */
const POOL_PROMPTS = 96;
const PER_PROMPT = 4;

/**
 * The loop of a session without server and clients: deals, noisy votes, reward fits and PPO through the trainer's own
 * learner, a fixed number of iterations a round. Much faster than real rounds, so that seeds and tastes can be many.
 */
export async function simulate(options: SimulateOptions): Promise<void> {
  const names = options.taste === "all" ? Object.keys(namedTastes) : options.taste.split(";");
  const engine = await openEngine("auto");
  const start = await readCheckpoint(options.folder);
  const tokenizer = await loadTokenizer(options.folder);
  const points: Point[] = [];
  process.stdout.write(`${HEADER}\n`);
  for (const taste of names)
    for (let seed = 1; seed <= options.seeds; seed++) {
      const learner = await openLearner({
        engine,
        start,
        tokenizer,
        prompts: trainPrompts.map((prompt) => prompt.text),
        shape: POCKET_SHAPE,
        seed,
      });
      const camps = await loadTastes(taste);
      for await (const point of run(learner, camps, { ...options, seed }, tokenizer)) {
        points.push({ ...point, taste, seed });
        print(points.at(-1)!);
      }
      await learner.dispose();
    }
  summarise(points);
  if (options.json) await writeFile(options.json, `${JSON.stringify(points, null, 1)}\n`);
}

const HEADER =
  "taste seed votes win    low   high  kl   sftNll d2ratio top4  unique rmAcc heldAcc words beta rejected s phrase";

function print(p: Point): void {
  const f = (x: number, digits: number) => x.toFixed(digits);
  process.stdout.write(
    `${p.taste.padEnd(12)} ${p.seed} ${String(p.votes).padStart(4)} ${f(p.winRate, 3)} ${f(p.winRateLow, 3)} ${f(p.winRateHigh, 3)} ` +
      `${f(p.kl, 2)} ${f(p.sftNll, 2)} ${f(p.distinct2Ratio, 2)} ${f(p.topPhraseShare, 3)} ${f(p.uniqueShare, 2)} ` +
      `${f(p.rewardAccuracy, 2)} ${f(p.heldOutAccuracy, 2)} ${f(p.meanWords, 1)} ${f(p.klCoefficient, 2)} ${p.rejected} ${f(p.seconds, 0)} "${p.topPhrase}"\n`,
  );
}

function summarise(points: readonly Point[]): void {
  const mean = (some: readonly Point[], pick: (point: Point) => number) =>
    some.reduce((sum, p) => sum + pick(p), 0) / some.length;
  for (const [votes, some] of Map.groupBy(points, (point) => point.votes)) {
    const byTaste = [...Map.groupBy(some, (point) => point.taste)].map(
      ([taste, its]) => `${taste} ${mean(its, (p) => p.winRate).toFixed(3)}`,
    );
    process.stdout.write(
      `${votes} votes: mean win rate ${mean(some, (p) => p.winRate).toFixed(3)}, kl ${mean(some, (p) => p.kl).toFixed(2)}, ` +
        `sftNll ${mean(some, (p) => p.sftNll).toFixed(2)}, distinct2Ratio ${mean(some, (p) => p.distinct2Ratio).toFixed(2)}, ` +
        `topPhraseShare ${mean(some, (p) => p.topPhraseShare).toFixed(3)} (${some.length} runs; ${byTaste.join(", ")})\n`,
    );
  }
}

async function* run(
  learner: Learner,
  camps: readonly Camp[],
  { seed, votes, rounds, noise, iterations }: SimulateOptions & { seed: number },
  tokenizer: Tokenizer,
): AsyncGenerator<Omit<Point, "taste" | "seed">> {
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
    for (let i = 0; i < iterations; i++) await learner.iterate();
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
