import { shuffled } from "../../../shared/random/shuffled.ts";
import { expectedInformation, foreseeVote, marginVariance, type ScorePosterior } from "../../reward/score-posterior.ts";

/** Two candidates of one prompt, by their indices. */
export interface CandidatePair {
  readonly a: number;
  readonly b: number;
}

/** Pairs whose order a vote should settle: so many of all candidates, drawn at random, stand for all. */
const TARGETS = 128;

/**
 * Pairs of answers, disjoint unless an answer may have more meetings, a pair a prompt and then another, each the one whose vote is expected to settle the order of most pairs, given
 * those before it, whose votes aren't known yet (V-optimal design, Fedorov 1972, greedily, for a logistic model). A vote on a pair takes
 * cov² / (1 / (p (1 - p)) + var) off the variance of another pair's margin. That only matters where the order is open, so each counts by
 * the density of its margin at 0. What comes out are answers far apart in what has seldom been voted on, and a vote that could go either way.
 * @param groups indices of the answers to one prompt, a group a prompt
 * @param posterior of the scores of all answers
 * @param mayMeet which two answers of a group may be a pair
 * @param meetings pairs that an answer may be in
 */
export function choosePairs(
  groups: readonly (readonly number[])[],
  { mean, covariance }: ScorePosterior,
  mayMeet: (a: number, b: number) => boolean,
  count: number,
  random: () => number,
  meetings = 1,
): CandidatePair[] {
  const open = covariance.map((row) => row.slice());
  const candidates = groups.flatMap((group, prompt) =>
    group.flatMap((a, i) =>
      group
        .slice(i + 1)
        .filter((b) => mayMeet(a, b))
        .map((b) => ({
          a,
          b,
          prompt,
          information: expectedInformation(mean[a]! - mean[b]!, marginVariance(covariance, a, b)),
        })),
    ),
  );
  const targets = shuffled(candidates, random).slice(0, TARGETS);
  const left = candidates.slice();
  const met = new Map<number, number>();
  const isFree = ({ a, b }: CandidatePair) => (met.get(a) ?? 0) < meetings && (met.get(b) ?? 0) < meetings;
  const chosenOf = new Int32Array(groups.length);
  const chosen: CandidatePair[] = [];
  for (let turn = 0; chosen.length < count; ) {
    const free = left.filter((one) => chosenOf[one.prompt]! <= turn && isFree(one));
    if (free.length === 0) {
      if (!left.some(isFree)) break;
      turn++;
      continue;
    }
    const weighted = targets.map(({ a, b }) => ({
      a,
      b,
      weight: densityAtZero(mean[a]! - mean[b]!, marginVariance(open, a, b)),
    }));
    let best = free[0]!;
    let most = -1;
    for (const one of free) {
      const [rowA, rowB] = [open[one.a]!, open[one.b]!];
      let settled = 0;
      for (const { a, b, weight } of weighted) settled += weight * (rowA[a]! - rowB[a]! - rowA[b]! + rowB[b]!) ** 2;
      settled /= 1 / one.information + marginVariance(open, one.a, one.b);
      if (settled > most) [best, most] = [one, settled];
    }
    chosen.push({ a: best.a, b: best.b });
    left.splice(left.indexOf(best), 1);
    for (const one of [best.a, best.b]) met.set(one, (met.get(one) ?? 0) + 1);
    chosenOf[best.prompt]!++;
    foreseeVote(open, best.a, best.b, best.information);
  }
  return chosen;
}

const densityAtZero = (mean: number, variance: number): number =>
  variance <= 0 ? 0 : Math.exp((-mean * mean) / (2 * variance)) / Math.sqrt(variance);
