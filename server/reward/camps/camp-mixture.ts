import { dot } from "../../stats/linear-algebra.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import { fitHead, logLikelihood } from "./crowd-head.ts";
import type { Opinion } from "./opinions.ts";

/** Reliabilities that a rater may have, as in `rater-likelihood.ts`, but coarser: 0 votes like a coin. Careless raters then need no camp. */
const RELIABILITIES: readonly number[] = [0, 0.35, 0.7, 1];
const LEVELS = RELIABILITIES.length;

const MOST_PASSES = 10;
/** Nats by which a pass must change the likelihood for another one. */
const SETTLED = 0.05;

/**
 * Camps of a crowd: each rater belongs to one, with some reliability, and each camp has a Bradley-Terry head (a mixture of experts over
 * raters, Jordan & Jacobs 1994; for preferences Zhao, Piech & Xia 2016).
 */
export interface CampMixture {
  /** `[axes]`, one a camp. */
  readonly heads: readonly Float64Array[];
  /** Of each rater, the probability of every camp and reliability: `[camps x reliabilities]`, camp by camp. */
  readonly members: readonly Float64Array[];
}

/** Probability that a rater belongs to a camp. */
export const shareIn = (member: Float64Array, camp: number): number =>
  member.slice(camp * LEVELS, (camp + 1) * LEVELS).reduce((a, b) => a + b, 0);

/** What a vote of a rater counts in a camp's head: as a member's, and by reliability; 0-1. */
export const countIn = (member: Float64Array, camp: number): number =>
  RELIABILITIES.reduce((sum, reliability, level) => sum + reliability * member[camp * LEVELS + level]!, 0);

/** Log-likelihood of each rater's opinions in every camp with every reliability. @param margins `[camps][opinions]` in logits */
export function ratersIn(
  opinions: readonly Opinion[],
  margins: readonly Float64Array[],
  raters: number,
): Float64Array[] {
  const logs = Array.from({ length: raters }, () => new Float64Array(margins.length * LEVELS));
  for (const [camp, own] of margins.entries())
    for (const [v, { rater, label, weight }] of opinions.entries()) {
      const ahead = sigmoid(own[v]!);
      for (const [level, reliability] of RELIABILITIES.entries()) {
        const probability = reliability * ahead + (1 - reliability) / 2;
        logs[rater]![camp * LEVELS + level]! += weight * logLikelihood(probability, label);
      }
    }
  return logs;
}

export function logSumExp(values: Float64Array): number {
  const most = values.reduce((a, b) => Math.max(a, b));
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** How likely every camp and reliability is before a rater's opinions are known. */
function priorFrom(members: readonly Float64Array[], camps: number): Float64Array {
  // As if one rater were known in each camp and with each reliability, and two more who are wholly reliable.
  const ofCamps = new Float64Array(camps).fill(1);
  const ofLevels = Float64Array.from(RELIABILITIES, (reliability) => (reliability === 1 ? 3 : 1));
  for (const member of members)
    for (const [cell, share] of member.entries()) {
      ofCamps[Math.floor(cell / LEVELS)]! += share;
      ofLevels[cell % LEVELS]! += share;
    }
  const [all, allLevels] = [ofCamps, ofLevels].map((counts) => counts.reduce((a, b) => a + b)) as [number, number];
  return Float64Array.from(
    { length: camps * LEVELS },
    (_, cell) => (ofCamps[Math.floor(cell / LEVELS)]! / all) * (ofLevels[cell % LEVELS]! / allLevels),
  );
}

/**
 * Fits a mixture by expectation maximisation (Dempster et al. 1977). Raters are placed by heads that never saw the prompts that they are placed by:
 * heads with many weights and few votes agree with whoever they were fitted to, and would keep any partition that they begin with.
 * @param begin of each rater, the probability of every camp
 * @param shared the head of the whole crowd, from which camps begin and to which they are shrunk
 */
export function fitMixture(
  opinions: readonly Opinion[],
  begin: readonly (readonly number[])[],
  shared: Float64Array,
): CampMixture {
  const camps = begin[0]!.length;
  const folds = [...new Set(opinions.map(({ fold }) => fold))];
  const reliable = LEVELS - 1;
  let members = begin.map((shares) =>
    Float64Array.from({ length: camps * LEVELS }, (_, cell) =>
      cell % LEVELS === reliable ? shares[Math.floor(cell / LEVELS)]! : 0,
    ),
  );
  const countsIn = (camp: number, except: number | null) =>
    Float64Array.from(opinions, ({ rater, weight, fold }) =>
      fold === except ? 0 : weight * countIn(members[rater]!, camp),
    );
  const held = folds.map(() => Array.from({ length: camps }, () => shared));
  let likelihood = Number.NEGATIVE_INFINITY;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const margins = Array.from({ length: camps }, () => new Float64Array(opinions.length));
    for (const [f, fold] of folds.entries())
      for (let camp = 0; camp < camps; camp++) {
        const head = fitHead(opinions, countsIn(camp, fold), shared, held[f]![camp]!);
        held[f]![camp] = head;
        for (const [v, opinion] of opinions.entries())
          if (opinion.fold === fold) margins[camp]![v] = dot(head, opinion.x);
      }
    const prior = priorFrom(members, camps).map(Math.log);
    const before = likelihood;
    likelihood = 0;
    members = ratersIn(opinions, margins, begin.length).map((logs) => {
      const joint = logs.map((value, cell) => value + prior[cell]!);
      const total = logSumExp(joint);
      likelihood += total;
      return joint.map((value) => Math.exp(value - total));
    });
    if (Math.abs(likelihood - before) < SETTLED) break;
  }
  const heads = Array.from({ length: camps }, (_, camp) =>
    fitHead(opinions, countsIn(camp, null), shared, held[0]![camp]!, { steps: 24 }),
  );
  return { heads, members };
}
