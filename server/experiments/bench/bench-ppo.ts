import { seeded } from "../../../shared/random/seeded.ts";
import { PPO, type PpoSettings, ppo } from "../../methods/ppo/ppo.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { SequenceShape } from "../../ml/training/length-buckets.ts";
import { conservativeReward, ENSEMBLE, type RewardEnsemble } from "../../reward/reward-ensemble.ts";
import { rewardFeatureCount } from "../../reward/reward-features.ts";
import { openLearner } from "../../trainer/learner.ts";
import type { LearnerOptions } from "../../trainer/learner-contract.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { median } from "../figures.ts";
import { measuringBar } from "../terminal/progress.ts";
import { formatTable } from "../terminal/table.ts";

/** Tokens of every response of the design's shape: none ends early. */
const TOKENS = 40;
const NEVER = -1;
const WARM_UP = 2;
const RUNS = 9;
/** Most milliseconds that the design allows for one iteration of its shape. */
const GOAL_MS = 1_200;
/** The same for one as games have it. */
const PLAYED_GOAL_MS = 800;

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
  /** Medians of an iteration as games have it: answers that end when they end, in as many epochs as ship. */
  readonly played: Times & { readonly responses: number; readonly tokens: number; readonly shareOfGoal: number };
}

/** Measures whole PPO iterations of a pocket model: of the design's shape, where every response has full length and no epoch is left out, and of games'. */
export async function benchPpo(folder: string): Promise<PpoReport> {
  const engine = await openEngine("auto");
  const start = await readCheckpoint(folder);
  const tokenizer = await loadTokenizer(folder);
  const bar = measuringBar("{bar} {value}/{total} iterations, {ms} ms", 2 * (WARM_UP + RUNS), { ms: "-" });
  const measure = (shape: SequenceShape, settings: PpoSettings) =>
    iterations({ engine, start, tokenizer, shape }, settings, (ms) => bar.increment({ ms: ms.toFixed(0) }));
  // The shape that the goal names.
  const settings = { ...PPO, batch: 64, epochs: 4, stopKl: Number.POSITIVE_INFINITY };
  const all = await measure({ ...POCKET_SHAPE, windows: [TOKENS], eosId: NEVER }, settings);
  const games = await measure(POCKET_SHAPE, PPO);
  bar.stop();

  const [middle, played] = [medians(all), medians(games)];
  return {
    ...{ engine: engine.name, responses: settings.batch, tokens: TOKENS, epochs: settings.epochs, runs: all.length },
    best: all.toSorted((a, b) => a.total - b.total)[0]!,
    median: middle,
    pytorchPublished: PYTORCH,
    shareOfGoal: middle.total / GOAL_MS,
    played: {
      ...played,
      responses: PPO.batch,
      tokens: median(games.map(({ tokens }) => tokens)),
      shareOfGoal: played.total / PLAYED_GOAL_MS,
    },
  };
}

function medians(all: readonly Times[]): Times {
  const part = (name: (typeof PARTS)[number]) => median(all.map((times) => times[name]));
  return Object.fromEntries(PARTS.map((name) => [name, part(name)])) as Record<(typeof PARTS)[number], number>;
}

/** Iterations after a few to warm up, with the mean length of their answers. */
async function iterations(
  { start, ...given }: Pick<LearnerOptions, "engine" | "start" | "tokenizer" | "shape">,
  settings: PpoSettings,
  onIteration: (ms: number) => void,
): Promise<(Times & { readonly tokens: number })[]> {
  const ensemble = someEnsemble(rewardFeatureCount(start.config), seeded(1));
  const learner = await openLearner({
    ...{ ...given, start, seed: 1, batch: settings.batch, referenceSamples: settings.batch },
    prompts: trainPrompts.map((prompt) => prompt.text),
    reward: (readings) => readings.map(({ features }) => conservativeReward(ensemble, features, ENSEMBLE.conservatism)),
  });
  const method = ppo(settings).open(learner);

  const all: (Times & { readonly tokens: number })[] = [];
  for (let i = 0; i < WARM_UP + RUNS; i++) {
    const began = performance.now();
    const metrics = await method.iterate();
    const total = performance.now() - began;
    const took = (name: (typeof TIMED)[number]) => 1_000 * metrics[`time/${name}`]!;
    const parts = { rollout: took("rollout"), scoring: took("scoring"), training: took("training") };
    const weights = total - parts.rollout - parts.scoring - parts.training;
    if (i >= WARM_UP) all.push({ ...parts, weights, total, tokens: metrics.response_tokens! });
    onIteration(total);
  }
  await method.dispose();
  await learner.dispose();

  return all;
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
    `As in a game: ${report.played.responses} answers of ${report.played.tokens.toFixed(0)} tokens in the mean, ${PPO.epochs} epoch; ms.`,
    "",
    formatTable(["medians", "rollout", "scoring", "training", "new weights", "all"], [row("iteration", report.played)]),
    `${(100 * report.played.shareOfGoal).toFixed(0)}% of the goal of ${PLAYED_GOAL_MS} ms (median).`,
    "",
  ].join("\n");
}
