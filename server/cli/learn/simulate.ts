import { writeFile } from "node:fs/promises";
import { seeded } from "../../../shared/random/seeded.ts";
import { labelOf } from "../../../shared/round/verdict.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { disagreement } from "../../ml/judge/reward-ensemble.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import type { Generated } from "../../ml/model/generator.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { choosePairs } from "../../trainer/choose-pairs.ts";
import { type Learner, openLearner } from "../../trainer/learner.ts";
import { POCKET_SHAPE } from "../../trainer/pocket-shape.ts";
import { prompts } from "../../world/prompts.ts";
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
  readonly votes: number;
  readonly noise: number;
  readonly iterations: number;
  readonly json?: string;
}

/** One measured point of one run. */
interface Point extends SessionEffect {
  readonly taste: string;
  readonly seed: number;
  readonly votes: number;
  readonly heldOutAccuracy: number;
  readonly seconds: number;
  readonly klCoefficient: number;
}

const CANDIDATES = 4;

const train = prompts.filter((prompt) => prompt.split === "train");

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
  for (const name of names)
    for (let seed = 1; seed <= options.seeds; seed++) {
      const learner = await openLearner({
        engine,
        start,
        tokenizer,
        prompts: train.map((prompt) => prompt.text),
        shape: POCKET_SHAPE,
        seed,
      });
      const run = await simulateRun(learner, await loadTastes(name), seed, options, (tokens) =>
        tokenizer.decode(tokens),
      );
      for (const point of run) {
        points.push({ ...point, taste: name, seed });
        print(points.at(-1)!);
      }
      await learner.dispose();
    }
  summarise(points);
  if (options.json) await writeFile(options.json, `${JSON.stringify(points, null, 1)}\n`);
}

const HEADER = "taste seed votes win    low   high  kl   sftNll d2ratio top4  unique rmAcc heldAcc words beta  s";

function print(p: Point): void {
  const f = (x: number, digits: number) => x.toFixed(digits);
  process.stdout.write(
    `${p.taste.padEnd(12)} ${p.seed} ${String(p.votes).padStart(4)} ${f(p.winRate, 3)} ${f(p.winRateLow, 3)} ${f(p.winRateHigh, 3)} ` +
      `${f(p.kl, 2)} ${f(p.sftNll, 2)} ${f(p.distinct2Ratio, 2)} ${f(p.topPhraseShare, 3)} ${f(p.uniqueShare, 2)} ` +
      `${f(p.rewardAccuracy, 2)} ${f(p.heldOutAccuracy, 2)} ${f(p.meanWords, 1)} ${f(p.klCoefficient, 2)} ${f(p.seconds, 0)} "${p.topPhrase}"\n`,
  );
}

function summarise(points: readonly Point[]): void {
  const mean = (some: readonly Point[], pick: (point: Point) => number) =>
    some.reduce((sum, p) => sum + pick(p), 0) / some.length;
  process.stdout.write(`${HEADER}\n`);
  for (const [votes, some] of Map.groupBy(points, (point) => point.votes)) {
    const byTaste = [...Map.groupBy(some, (point) => point.taste)].map(
      ([taste, runs]) => `${taste} ${mean(runs, (p) => p.winRate).toFixed(3)}`,
    );
    process.stdout.write(
      `${votes} votes: mean win rate ${mean(some, (p) => p.winRate).toFixed(3)}, kl ${mean(some, (p) => p.kl).toFixed(2)}, ` +
        `sftNll ${mean(some, (p) => p.sftNll).toFixed(2)}, distinct2Ratio ${mean(some, (p) => p.distinct2Ratio).toFixed(2)}, ` +
        `topPhraseShare ${mean(some, (p) => p.topPhraseShare).toFixed(3)} (${some.length} runs; ${byTaste.join(", ")})\n`,
    );
  }
}

type RunPoint = Omit<Point, "taste" | "seed">;

async function simulateRun(
  learner: Learner,
  camps: readonly Camp[],
  seed: number,
  options: SimulateOptions,
  decode: (tokens: readonly number[]) => string,
): Promise<RunPoint[]> {
  const random = seeded(seed * 31 + 7);
  const questions = heldOutQuestions();
  const model = {
    sample: learner.sample,
    read: learner.reference.read,
    wordsOf: learner.wordsOf,
    decode,
  };
  const measured = (generator: () => number) => answersOf(model, questions, generator);
  const start = await measured(seeded(777));
  const spread = await learner.sample(
    Array.from({ length: 400 }, () => train[Math.floor(random() * train.length)]!.text),
    random,
  );
  const spreadAnswers: Answer[] = spread.map((one) => ({ prompt: decode(one.prompt), response: decode(one.response) }));
  const crowd = standardCrowd(camps, spreadAnswers);
  const points: RunPoint[] = [];
  const began = performance.now();
  const perRound = Math.ceil(options.votes / options.rounds);
  let votes = 0;
  let heldOutAccuracy = Number.NaN;
  for (let round = 0; round < options.rounds; round++) {
    const dealt = await deal(learner, perRound, random);
    const comparisons = dealt.map(([a, b, prompt]) => {
      const verdict = voteOn(a, b, prompt.text);
      return {
        id: ++votes,
        promptId: prompt.id,
        prompt: prompt.text,
        a: a.response,
        b: b.response,
        label: labelOf(verdict),
        bothBad: 0,
      };
    });
    await learner.observe(comparisons);
    heldOutAccuracy = learner.fitReward()?.accuracy ?? Number.NaN;
    for (let i = 0; i < options.iterations; i++) await learner.iterate();
    const last = round === options.rounds - 1;
    if (last || votes === 4 * perRound) {
      const trained = await measured(seeded(seed + 999));
      const effect = measurePolicy(start, trained, crowd.judges, learner.rewards(trained.readings));
      points.push({
        ...effect,
        votes,
        heldOutAccuracy,
        klCoefficient: learner.klCoefficient,
        seconds: (performance.now() - began) / 1000,
      });
    }
  }
  return points;

  function voteOn(a: Generated, b: Generated, prompt: string) {
    const pair = { prompt, a: decode(a.response), b: decode(b.response) };
    return verdictOf(crowd.campAt(random()), pair, options.noise, random);
  }
}

/** As the trainer fills its pool: four answers to each of many prompts, the pairs the ensemble is least sure of. */
async function deal(learner: Learner, count: number, random: () => number) {
  const asked = Array.from({ length: count }, () => train[Math.floor(random() * train.length)]!);
  const generated = await learner.sample(
    asked.flatMap((prompt) => Array.from({ length: CANDIDATES }, () => prompt.text)),
    random,
  );
  const { ensemble } = learner;
  const scaled = ensemble === null ? [] : (await learner.reference.read(generated)).map(learner.scale);
  const groups = asked.map((_, i) => Array.from({ length: CANDIDATES }, (_, j) => i * CANDIDATES + j));
  const pairs = choosePairs(
    groups,
    (a, b) => (ensemble === null ? 0 : disagreement(ensemble, scaled[a]!, scaled[b]!)),
    count,
  );
  return pairs.map(({ a, b }) => [generated[a]!, generated[b]!, asked[Math.floor(a / CANDIDATES)]!] as const);
}
