import { setImmediate } from "node:timers/promises";
import { mean } from "../../../stats/moments.ts";
import { soleTaste } from "../../crowd/load-tastes.ts";
import { deviation } from "../../figures.ts";
import { tastesIn } from "../../tastes/taste-lists.ts";
import { measuringBar } from "../../terminal/progress.ts";
import { formatTable } from "../../terminal/table.ts";
import { DEAL_RULES, FLIPPED } from "./deal-rules.ts";
import { type LearningCurve, learningCurve, readPools, VOTES_A_ROUND } from "./learning-curve.ts";
import { THOMPSON_RULES } from "./thompson-rules.ts";

const RULES = [...DEAL_RULES, ...THOMPSON_RULES];

export interface DealsOptions {
  readonly seeds: number;
  readonly votes: number;
  /** A list of tastes that are no mixtures. */
  readonly taste: string;
  /** Names of the rules that are compared with random pairs, by their beginnings; all unless given. */
  readonly rules?: string;
}

/** Curves are accuracies after every 25 votes, a curve a seed, each the mean over all tastes. */
export interface DealsResult {
  readonly rule: string;
  readonly curves: readonly (readonly number[])[];
  /** At the end, by taste, over all seeds. */
  readonly byTaste: Readonly<Record<string, number>>;
  /** Win rate of the best of 16 by the reward at the end, a figure a seed, each the mean over all tastes. */
  readonly bestOf: readonly number[];
}

/** How many votes each way of choosing pairs needs until the reward model is as accurate as random deals make it with all votes. */
export async function benchDeals(folder: string, { seeds, votes, taste, rules }: DealsOptions): Promise<DealsResult[]> {
  const rounds = Math.max(1, Math.floor(votes / VOTES_A_ROUND));
  const tastes = await Promise.all(tastesIn(taste).map(async (name) => [name, await soleTaste(name)] as const));
  const wanted = rules?.split(";") ?? [""];
  const compared = RULES.filter(({ name }) => name === "random" || wanted.some((one) => name.startsWith(one)));
  const bar = measuringBar("{bar} {stage} ETA {eta_formatted}", seeds * (rounds + tastes.length * compared.length), {
    stage: "reading answers",
  });
  const results = compared.map(({ name }) => ({
    rule: name,
    curves: [] as number[][],
    bestOf: [] as number[],
    byTaste: Object.fromEntries(tastes.map(([taste]) => [taste, 0])),
  }));
  try {
    for (let seed = 1; seed <= seeds; seed++) {
      const pools = await readPools(folder, seed, rounds, () => bar.increment(1, { stage: `seed ${seed}: reading` }));
      for (const [r, rule] of compared.entries()) {
        const { curves, byTaste, bestOf } = results[r]!;
        const ofTastes: LearningCurve[] = [];
        for (const [name, taste] of tastes) {
          const curve = learningCurve(pools, taste, rule, seed * 1_009);
          byTaste[name]! += curve.accuracy.at(-1)! / seeds;
          ofTastes.push(curve);
          bar.increment(1, { stage: `seed ${seed}: ${rule.name}` });
          await setImmediate();
        }
        curves.push(meanCurve(ofTastes.map(({ accuracy }) => accuracy)));
        bestOf.push(mean(ofTastes.map((one) => one.bestOf)));
      }
    }
  } finally {
    bar.stop();
  }
  return results;
}

function meanCurve(curves: readonly (readonly number[])[]): number[] {
  return curves[0]!.map((_, k) => mean(curves.map((curve) => curve[k]!)));
}

export function describeDeals(results: readonly DealsResult[], { seeds }: Pick<DealsOptions, "seeds">): string {
  const random = results.find(({ rule }) => rule === "random")!;
  const rounds = random.curves[0]!.length;
  const all = rounds * VOTES_A_ROUND;
  const marks = [...new Set([1, 2, 4, 8, 12].map((round) => Math.min(round, rounds)))];
  const goal = neverFalling(meanCurve(random.curves)).at(-1)!;
  const rows = results.map(({ rule, curves, bestOf, byTaste }) => {
    const needed = votesToReach(goal, meanCurve(curves), VOTES_A_ROUND);
    const saved = curves.map(
      (curve, seed) => curve.reduce((sum, at, k) => sum + at - random.curves[seed]![k]!, 0) / rounds,
    );
    const saving = mean(saved);
    return [
      rule,
      ...marks.map((round) => meanCurve(curves)[round - 1]!.toFixed(3)),
      deviation(curves.map((curve) => curve.at(-1)!)).toFixed(3),
      `${(100 * saving).toFixed(1)} +- ${((100 * deviation(saved)) / Math.sqrt(seeds)).toFixed(1)}`,
      `${(100 * mean(bestOf)).toFixed(1)} +- ${((100 * deviation(bestOf.map((win, seed) => win - random.bestOf[seed]!))) / Math.sqrt(seeds)).toFixed(1)}`,
      Number.isFinite(needed) ? `${needed.toFixed(0)} (${(needed / all).toFixed(2)})` : `over ${all}`,
      Object.values(byTaste)
        .map((at) => at.toFixed(2).slice(1))
        .join(" "),
    ];
  });
  const headings = [
    "pairs",
    ...marks.map((round) => `${round * VOTES_A_ROUND} votes`),
    "sd over seeds",
    "points over random +- SE",
    "best of 16 +- SE over random",
    `votes to random's ${all}`,
    Object.keys(random.byTaste).join(" "),
  ];
  return [
    `${seeds} seeds; answers of the model to training prompts, a fresh pool every ${VOTES_A_ROUND} votes; ${100 * FLIPPED}% of votes flipped; share of`,
    "pairs of held-out answers that the reward orders as the taste does, mean over all tastes; the last columns of figures are by taste at the end.",
    "",
    formatTable(headings, rows),
  ].join("\n");
}

/** The nearest curve that never falls (pool adjacent violators, Ayer et al. 1955), so that one lucky round doesn't reach the goal. */
export function neverFalling(values: readonly number[]): number[] {
  const blocks: { sum: number; size: number }[] = [];
  for (const value of values) {
    blocks.push({ sum: value, size: 1 });
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)!];
      if (before === undefined || before.sum / before.size <= last.sum / last.size) break;
      blocks.splice(-2, 2, { sum: before.sum + last.sum, size: before.size + last.size });
    }
  }
  return blocks.flatMap(({ sum, size }) => new Array<number>(size).fill(sum / size));
}

/**
 * Votes after which a learning curve reaches `goal`, with straight lines between its points; infinite where it never does.
 * @param curve after each `step` votes
 */
export function votesToReach(goal: number, curve: readonly number[], step: number): number {
  const smooth = neverFalling(curve);
  const at = smooth.findIndex((value) => value >= goal);
  if (at < 0) return Number.POSITIVE_INFINITY;
  const before = smooth[at - 1];
  return before === undefined ? step : step * (at + (goal - before) / (smooth[at]! - before));
}
