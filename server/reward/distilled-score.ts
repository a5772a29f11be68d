import { sampleRankCorrelation } from "simple-statistics";
import { ridge } from "../stats/ridge.ts";

/** Small beside the states' own variance times a thousand samples: it only steadies directions that hardly vary. */
const L2 = 1;

/** How far a distilled head ranks answers as the reward model does. */
export interface RankAgreement {
  /** Spearman's rank correlation over all samples. */
  readonly correlation: number;
  /** Share of pairs of answers to one prompt, told apart by both, that both put in the same order. */
  readonly pairwise: number;
  readonly pairs: number;
}

/**
 * A linear head `[dim]` without bias on the state at a response's end that follows a reward model's scores: all that
 * `LlamaForSequenceClassification` has room for. A bias would change no comparison.
 * @param states one `[dim]` array a response
 */
export const distilScore = (states: readonly Float32Array[], scores: readonly number[]): Float32Array =>
  ridge(states, scores, states[0]!.length, L2).weights;

/**
 * How far two lists of scores put answers in the same order.
 * @param a scores of at least two samples, as `b`; throws an Error otherwise
 * @param groups which prompt each sample answers
 */
export function rankAgreement(a: readonly number[], b: readonly number[], groups: readonly string[]): RankAgreement {
  let pairs = 0;
  let same = 0;
  for (const members of Map.groupBy(a.keys(), (i) => groups[i]!).values())
    for (const [at, i] of members.entries())
      for (const j of members.slice(at + 1)) {
        const product = (a[i]! - a[j]!) * (b[i]! - b[j]!);
        if (product === 0) continue;
        pairs++;
        same += Number(product > 0);
      }
  return { correlation: sampleRankCorrelation(a, b), pairwise: same / pairs, pairs };
}
