import { seeded } from "../../../shared/random/seeded.ts";
import { PPO, ppo } from "../../methods/ppo/ppo.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { conservativeReward, ENSEMBLE, type RewardEnsemble } from "../../reward/reward-ensemble.ts";
import { rewardFeatureCount } from "../../reward/reward-features.ts";
import { openLearner } from "../../trainer/learner.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { median } from "../figures.ts";
import { measuringBar } from "../terminal/progress.ts";
import { formatTable } from "../terminal/table.ts";

/** Tokens of every response: none ends early. */
const TOKENS = 40;
const NEVER = -1;
const WARM_UP = 2;
const RUNS = 9;
/** Most milliseconds that the design allows for one iteration. */
const GOAL_MS = 1_200;

/** Milliseconds of PyTorch 2.13 for the same work on one thread, from docs/log: measured in another run. */
const PYTORCH = { rollout: 210, scoring: 271, training: 1_116, weights: 0, total: 1_600 } as const;
/** Parts of an iteration that it times itself. */
const TIMED = ["rollout", "scoring", "training"] as const;
const PARTS = [...TIMED, "weights", "total"] as const;
type Times = Readonly<Record<(typeof PARTS)[number], number>>;

export interface PpoReport {
  readonly engine: string;
  readonly responses: number;
  readonly tokens: number;
  readonly epochs: number;
  readonly runs: number;
  /** Milliseconds: of the fastest iteration, and the median of each part. */
  readonly best: Times;
  readonly median: Times;
  readonly pytorchPublished: Times;
  /** Median iteration over the goal; the goal is met below 1. */
  readonly shareOfGoal: number;
}

/** Measures whole PPO iterations of a pocket model. Every response has full length, and no epoch is left out. */
export async function benchPpo(folder: string): Promise<PpoReport> {
  const engine = await openEngine("auto");
  const start = await readCheckpoint(folder);
  const tokenizer = await loadTokenizer(folder);
  const shape = { ...POCKET_SHAPE, windows: [TOKENS], eosId: NEVER };
  const settings = { ...PPO, batch: 64, epochs: 4, stopKl: Number.POSITIVE_INFINITY }; // the shape that the goal names
  const ensemble = someEnsemble(rewardFeatureCount(start.config), seeded(1));
  const learner = await openLearner({
    ...{ engine, start, tokenizer, shape, seed: 1, batch: settings.batch, referenceSamples: settings.batch },
    prompts: trainPrompts.map((prompt) => prompt.text),
    reward: (readings) => readings.map(({ features }) => conservativeReward(ensemble, features, ENSEMBLE.conservatism)),
  });
  const method = ppo(settings).open(learner);

  const bar = measuringBar("{bar} {value}/{total} iterations, {ms} ms", WARM_UP + RUNS, { ms: "-" });
  const all: Times[] = [];
  for (let i = 0; i < WARM_UP + RUNS; i++) {
    const began = performance.now();
    const metrics = await method.iterate();
    const total = performance.now() - began;
    const took = (name: (typeof TIMED)[number]) => 1_000 * metrics[`time/${name}`]!;
    const parts = { rollout: took("rollout"), scoring: took("scoring"), training: took("training") };
    const weights = total - parts.rollout - parts.scoring - parts.training;
    if (i >= WARM_UP) all.push({ ...parts, weights, total });
    bar.increment({ ms: total.toFixed(0) });
  }
  bar.stop();
  await method.dispose();
  await learner.dispose();

  const part = (name: (typeof PARTS)[number]) => median(all.map((times) => times[name]));
  const middle = Object.fromEntries(PARTS.map((name) => [name, part(name)])) as Record<(typeof PARTS)[number], number>;
  return {
    ...{ engine: engine.name, responses: settings.batch, tokens: TOKENS, epochs: settings.epochs, runs: all.length },
    best: all.toSorted((a, b) => a.total - b.total)[0]!,
    median: middle,
    pytorchPublished: PYTORCH,
    shareOfGoal: middle.total / GOAL_MS,
  };
}

/** Heads with random weights. Scoring takes as long as with fitted ones. */
function someEnsemble(width: number, random: () => number): RewardEnsemble {
  const heads = Array.from({ length: ENSEMBLE.members }, () =>
    Float64Array.from({ length: width }, () => (random() - 0.5) / width),
  );
  return { heads, mean: heads.map(() => 0), std: heads.map(() => 1), precision: new Float64Array(width).fill(1) };
}

export function describePpo(report: PpoReport): string {
  const row = (name: string, times: Times) => [name, ...PARTS.map((part) => times[part].toFixed(0))];
  const { responses, tokens, epochs, runs, engine } = report;
  const ratio = report.pytorchPublished.total / report.median.total;
  return [
    `One PPO iteration of the pocket model on ${engine}: ${responses} responses of ${tokens} tokens each, ${epochs} epochs, one thread; ms.`,
    "",
    formatTable(
      [`${runs} runs`, "rollout", "scoring", "training", "new weights", "all"],
      [
        row("best iteration", report.best),
        row("medians", report.median),
        row("PyTorch 2.13, 0.92 M parameters (docs/log, another run)", report.pytorchPublished),
      ],
    ),
    `${(100 * report.shareOfGoal).toFixed(0)}% of the goal of ${GOAL_MS} ms (median); ${ratio.toFixed(2)}x the speed of the published PyTorch figures.`,
    "",
  ].join("\n");
}
