import { setImmediate } from "node:timers/promises";
import { seeded } from "../../../../shared/random/seeded.ts";
import { bradleyTerry, type Matchup } from "../../../stats/bradley-terry.ts";
import { mean, meanAndStd } from "../../../stats/moments.ts";
import { measuringBar } from "../../terminal/progress.ts";
import { formatTable } from "../../terminal/table.ts";
import { bootstrapIntervals, type Interval, sandwichIntervals } from "./robust-intervals.ts";

export interface RatingsOptions {
  readonly arenas: number;
  readonly seed: number;
}

const METHODS = ["sandwich", "bootstrap", "shipped"] as const;
type Method = (typeof METHODS)[number];

export interface RatingsResult extends ArenaKind {
  readonly method: Method;
  /** Mean over arenas of the share of an arena's versions whose interval holds the truth, and the standard error of that mean. */
  readonly coverage: number;
  readonly error: number;
  /** Mean width in Elo points. */
  readonly width: number;
}

const kind = (meet: ArenaKind["meet"], versions: number, pairs: number, votes: number, correlation: number) => ({
  ...{ meet, versions, pairs, votes, correlation },
});
const CORRELATIONS = [0, 0.2, 0.4, 0.6];
const KINDS: readonly ArenaKind[] = CORRELATIONS.flatMap((correlation) => [
  kind("all", 3, 2, 24, correlation),
  kind("all", 3, 10, 12, correlation),
  kind("older", 6, 4, 12, correlation),
  kind("older", 12, 10, 4, correlation),
  kind("older", 12, 3, 24, correlation),
  kind("all", 6, 1, 12, correlation),
  kind("older", 6, 1, 24, correlation),
]);
/** How far apart versions lie, in Elo points, and how far off a straight rise they may be. */
const RISE = 30;
const SCATTER = 60;
/** The goal: coverage of 95% intervals. */
const GOAL = [0.93, 0.97] as const;

/** Measures how often the intervals of ratings hold the true ratings, in simulated arenas. */
export async function benchRatings({ arenas, seed }: RatingsOptions): Promise<RatingsResult[]> {
  const bar = measuringBar("{bar} ETA {eta_formatted}", KINDS.length * arenas);
  const results: RatingsResult[] = [];
  try {
    for (const [index, arena] of KINDS.entries()) {
      const random = seeded(seed * 1_000 + index);
      const shares: Record<Method, number[]> = { sandwich: [], bootstrap: [], shipped: [] };
      const widths: Record<Method, number> = { sandwich: 0, bootstrap: 0, shipped: 0 };
      for (let run = 0; run < arenas; run++) {
        const truth = Array.from({ length: arena.versions }, (_, version) =>
          version === 0 ? 1000 : 1000 + RISE * version + SCATTER * (2 * random() - 1),
        );
        const matchups = simulateArena(arena, truth, random);
        const shipped = bradleyTerry(matchups);
        const intervals: Record<Method, readonly Interval[]> = {
          sandwich: sandwichIntervals(matchups, shipped.correlation),
          bootstrap: bootstrapIntervals(matchups, shipped.correlation, random),
          shipped: shipped.ratings.filter(({ version }) => version !== 0),
        };
        for (const method of METHODS) {
          const of = intervals[method];
          const holds = ({ version, low, high }: Interval) => low <= truth[version]! && truth[version]! <= high;
          shares[method].push(of.filter(holds).length / of.length);
          widths[method] += mean(of.map(({ low, high }) => high - low)) / arenas;
        }
        bar.increment();
        if (run % 20 === 0) await setImmediate();
      }
      for (const method of METHODS) {
        const { mean: coverage, std } = meanAndStd(shares[method]);
        results.push({ ...arena, method, coverage, error: std / Math.sqrt(arenas), width: widths[method] });
      }
    }
  } finally {
    bar.stop();
  }
  return results;
}

const isReached = ({ coverage }: RatingsResult) => coverage >= GOAL[0] && coverage <= GOAL[1];

export function describeRatings(results: readonly RatingsResult[], { arenas }: RatingsOptions): string {
  const of = (method: Method) => results.filter((one) => one.method === method);
  const rows = of("shipped").map((arena, index) => [
    `${arena.versions} versions, each against ${arena.meet === "all" ? "all" : "one older"}`,
    `${arena.pairs} x ${arena.votes}`,
    arena.correlation.toFixed(1),
    ...METHODS.map((method) => {
      const { coverage, error, width } = of(method)[index]!;
      return `${(100 * coverage).toFixed(1)} +- ${(100 * error).toFixed(1)}% (${width.toFixed(0)})`;
    }),
  ]);
  const over = (method: Method) => {
    const some = of(method);
    const covered = 100 * mean(some.map(({ coverage }) => coverage));
    const width = mean(some.map((one) => one.width));
    return `${covered.toFixed(1)}% (${width.toFixed(0)}); ${some.filter(isReached).length} of ${some.length} in 93-97`;
  };
  rows.push(["all kinds, the mean", "", "", ...METHODS.map(over)]);
  return [
    `${arenas} simulated arenas a line; share of 95% intervals that hold the truth, +- its standard error, and the mean width in Elo points.`,
    "",
    formatTable(["arena", "pairs x votes", "correlation", ...METHODS], rows),
  ].join("\n");
}

/** An arena to simulate. Each version meets each other one, or only one older version, as a new version does. */
export interface ArenaKind {
  readonly meet: "all" | "older";
  readonly versions: number;
  /** Pairs of answers of two versions that meet, and votes on each pair. */
  readonly pairs: number;
  readonly votes: number;
  /** Correlation of the votes on one pair, 0-1. */
  readonly correlation: number;
}

/**
 * Every version's pairs, by the Bradley-Terry model. One vote is drawn for the pair; each voter repeats it with the root of the correlation as
 * probability, and else draws a vote of their own. So two votes on a pair have this correlation, and each alone follows the model.
 * @param ratings by version, in Elo points
 */
export function simulateArena(
  { meet, pairs, votes, correlation }: Omit<ArenaKind, "versions">,
  ratings: readonly number[],
  random: () => number,
): Matchup[] {
  return ratings.flatMap((rating, b) => {
    const older = Array.from({ length: b }, (_, a) => a);
    const rivals = meet === "all" || b === 0 ? older : [Math.floor(random() * b)];
    return rivals.flatMap((a) => {
      const share = 1 / (1 + 10 ** ((rating - ratings[a]!) / 400));
      const vote = () => Number(random() < share);
      return Array.from({ length: pairs }, (): Matchup => {
        const shared = vote();
        let won = 0;
        for (let i = 0; i < votes; i++) won += random() < Math.sqrt(correlation) ? shared : vote();
        return { a, b, label: won / votes, votes };
      });
    });
  });
}
