import type { Sequence } from "../model/batch-layout.ts";
import type { ReferenceModel } from "./reference-model.ts";

/** Two answers to one prompt, the preferred one first. */
export interface PreferencePair {
  readonly chosen: Sequence;
  readonly rejected: Sequence;
  /** Share of the verdicts for `chosen`, 0.5-1. */
  readonly share: number;
}

/** A pair with the log-probability of each whole response under the frozen reference. */
export interface ReferredPair extends PreferencePair {
  readonly refChosen: number;
  readonly refRejected: number;
}

/** Chosen, rejected, chosen, ... */
export const sequencesOf = (pairs: readonly PreferencePair[]): Sequence[] =>
  pairs.flatMap(({ chosen, rejected }) => [chosen, rejected]);

/** Adds the reference's log-probabilities. */
export async function referPairs(
  reference: Pick<ReferenceModel, "read">,
  pairs: readonly PreferencePair[],
): Promise<ReferredPair[]> {
  const readings = await reference.read(sequencesOf(pairs));
  const sums = readings.map(({ refLogProbs }) => refLogProbs.reduce((a, b) => a + b, 0));
  return pairs.map((pair, i) => ({ ...pair, refChosen: sums[2 * i]!, refRejected: sums[2 * i + 1]! }));
}

/** What `pairSpecs` names of up to `rows / 2` pairs, but for `beta`; pairs that are missing weigh nothing. */
export function pairColumns(pairs: readonly ReferredPair[], rows: number) {
  const refLogps = new Float32Array(rows);
  const share = new Float32Array(rows / 2);
  const weight = new Float32Array(rows / 2);
  for (const [i, pair] of pairs.entries()) {
    refLogps.set([pair.refChosen, pair.refRejected], 2 * i);
    share[i] = pair.share;
    weight[i] = 1;
  }
  return { refLogps, share, weight };
}
