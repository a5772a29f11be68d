import { dot } from "../../stats/linear-algebra.ts";
import { meanAndStd } from "../../stats/moments.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import { type CampMixture, countIn, fitMixture, logSumExp, ratersIn, shareIn } from "./camp-mixture.ts";
import { fitHead } from "./crowd-head.ts";
import { type CrowdOpinions, FOLDS, type Opinion } from "./opinions.ts";

/** Two camps of a crowd, in an order that stays from fit to fit. */
export interface Camps {
  /** Of each rater with enough votes, by name: the probability of belonging to the first camp, and what their votes count as a member's of either, 0-1. */
  readonly members: ReadonlyMap<string, { readonly first: number; readonly counts: readonly [number, number] }>;
  /** Members of either, by those probabilities; their sum is the number of raters. */
  readonly sizes: readonly [number, number];
  /** Nats by which two camps predict votes on held-out prompts better than one. */
  readonly gain: number;
}

/** Fewer raters than this can't be told apart into camps of a handful each. */
const FEWEST_RATERS = 10;
/** A camp has at least a handful of members, so that nobody is singled out, and this share of the raters: fewer are people with tastes of their own. */
const FEWEST_MEMBERS = 5;
const LEAST_SHARE = 0.125;
/** Nats, and standard errors over raters, by which two camps must predict better to be told of. */
const ENOUGH = 3;
const ERRORS = 1.5;
/** Of a rater's place on the axis of dissent that begins a split: 1 standard deviation gives odds of e to this. */
const STEEPNESS = 2;

/**
 * Looks for two camps in a crowd; null: it is one, or too little is known.
 *
 * A mixture of two camps is set beside one of a single camp whose raters may be careless, by how well both predict the votes on a quarter of
 * the prompts from those on all others, for each quarter. Whoever votes at random is explained by being careless, so that a second camp for
 * them predicts nothing better.
 * @param previous camps of an earlier fit: their order is kept, and they are told of until they predict no better than one
 */
export function findCamps(crowd: CrowdOpinions, previous: Camps | null): Camps | null {
  const { raters, opinions } = crowd;
  if (raters.length < FEWEST_RATERS) return null;
  const gains = heldOutGains(crowd);
  const { mean: average, std } = meanAndStd(gains);
  const gain = average * gains.length;
  if (gain < (previous === null ? Math.max(ENOUGH, ERRORS * std * Math.sqrt(gains.length)) : 0)) return null;
  const { two } = fitBoth(opinions, raters.length);
  return named(raters, two, gain, previous);
}

/** How a mixture of a given number of camps places raters and what it predicts. */
function fitBoth(
  opinions: readonly Opinion[],
  raters: number,
): { readonly one: CampMixture; readonly two: CampMixture } {
  const zero = new Float64Array(opinions[0]!.x.length);
  const alike = Float64Array.from(opinions, ({ weight }) => weight);
  const everybody = fitHead(opinions, alike, zero, zero, { steps: 40 });
  const one = fitMixture(opinions, new Array<readonly number[]>(raters).fill([1]), everybody);
  const dissent = axisOfDissent(opinions, one);
  const { std } = meanAndStd([...dissent]);
  const begin = Array.from(dissent, (place) => {
    const first = sigmoid((STEEPNESS * place) / (std + 1e-9));
    return [first, 1 - first];
  });
  return { one, two: fitMixture(opinions, begin, one.heads[0]!) };
}

/** Of each rater, the nats by which two camps predict their votes on held-out prompts better than one. */
function heldOutGains({ raters, opinions }: CrowdOpinions): number[] {
  const gains = raters.map(() => 0);
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = opinions.filter((opinion) => opinion.fold === fold);
    const known = opinions.filter((opinion) => opinion.fold !== fold);
    if (held.length === 0 || known.length === 0) continue;
    const { one, two } = fitBoth(known, raters.length);
    const [alone, divided] = [one, two].map((mixture) => predicted(held, mixture)) as [number[], number[]];
    for (const i of gains.keys()) gains[i]! += divided[i]! - alone[i]!;
  }
  return gains;
}

/** Log-likelihood of each rater's opinions by what a mixture knows of the rater. */
function predicted(opinions: readonly Opinion[], { heads, members }: CampMixture): number[] {
  const margins = heads.map((head) => Float64Array.from(opinions, ({ x }) => dot(head, x)));
  return ratersIn(opinions, margins, members.length).map((logs, rater) =>
    logSumExp(logs.map((value, cell) => value + Math.log(Math.max(1e-12, members[rater]![cell]!)))),
  );
}

/**
 * Where each rater stands on the axis along which raters differ most in what one head leaves unexplained: the first eigenvector of the
 * rater-by-rater products of their residuals, each rater's product with themselves left out. Raters of one camp err on the same side of the shared
 * head wherever answers are alike, whichever pairs they judged.
 */
function axisOfDissent(opinions: readonly Opinion[], { heads, members }: CampMixture): Float64Array {
  const [head] = heads as [Float64Array];
  const residuals = members.map(() => new Float64Array(head.length));
  for (const { rater, x, label, weight } of opinions) {
    const expected = 0.5 + countIn(members[rater]!, 0) * (sigmoid(dot(head, x)) - 0.5);
    const own = residuals[rater]!;
    for (let j = 0; j < x.length; j++) own[j]! += weight * (label - expected) * x[j]!;
  }
  const agreement = residuals.map((a, i) => Float64Array.from(residuals, (b, j) => (i === j ? 0 : dot(a, b))));
  return leadingVector(agreement);
}

/** The eigenvector of the largest eigenvalue of a symmetric matrix, by power iteration on the matrix shifted so that this one is the largest by size. */
function leadingVector(matrix: readonly Float64Array[]): Float64Array {
  const shift = Math.max(...matrix.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0))) / 2;
  let vector = Float64Array.from(matrix, (_, i) => Math.sin(1.7 * i + 1));
  for (let step = 0; step < 200; step++) {
    const next = Float64Array.from(matrix, (row, i) => dot(row, vector) + shift * vector[i]!);
    const length = Math.sqrt(dot(next, next));
    if (length === 0) break;
    vector = next.map((value) => value / length);
  }
  return vector;
}

/** Puts the camps into the order of the earlier ones with whom they share most members; without those the larger comes first. */
function named(
  raters: readonly string[],
  { members }: CampMixture,
  gain: number,
  previous: Camps | null,
): Camps | null {
  const first = members.map((member) => shareIn(member, 0));
  const size = first.reduce((a, b) => a + b, 0);
  const smaller = Math.min(size, raters.length - size);
  if (smaller < Math.max(FEWEST_MEMBERS, LEAST_SHARE * raters.length)) return null;
  const alike = raters.reduce((sum, rater, i) => {
    const before = previous?.members.get(rater)?.first ?? 0.5;
    return sum + (before - 0.5) * (first[i]! - 0.5);
  }, 0);
  const isSwapped = previous === null ? size < raters.length / 2 : alike < 0;
  const [one, other] = isSwapped ? [1, 0] : [0, 1];
  return {
    members: new Map(
      raters.map((rater, i) => {
        const counts = [countIn(members[i]!, one), countIn(members[i]!, other)] as const;
        return [rater, { first: isSwapped ? 1 - first[i]! : first[i]!, counts }];
      }),
    ),
    sizes: isSwapped ? [raters.length - size, size] : [size, raters.length - size],
    gain,
  };
}
