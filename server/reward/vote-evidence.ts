import { dot } from "../stats/linear-algebra.ts";
import { sigmoid } from "../stats/sigmoid.ts";
import { type EnsembleSettings, evidentPrecision, fitHead, inPriorUnits, observe, TELLING } from "./reward-ensemble.ts";
import type { TrainingPair } from "./training-pair.ts";

/** Prompts are divided into so many parts, and the votes on each are predicted by a head that learnt from all others. */
const FOLDS = 6;

/**
 * Variance of the plain score statistic where a crowd votes at random. It isn't 1: each vote helps to predict the votes of other folds, and they
 * help to predict it, so that chance agreements come in twos. Measured (docs/log).
 */
const CHANCE_VARIANCE = 1.5;

/**
 * How much speaks against a crowd without a taste, by predictions that know nothing of the votes on a pair's prompt. Nor does their
 * prior: one that all votes had a part in knows some of what it is asked, and chance then looks like a taste (docs/log).
 * @param pairs scaled features; those of a criterion are predicted by what was judged by it
 * @param countOf what a pair counts, 0-1
 */
export function voteEvidence<P extends TrainingPair>(
  pairs: readonly P[],
  settings: EnsembleSettings,
  countOf?: (pair: P) => number,
): number {
  const logits = new Map<TrainingPair, number>();
  for (const [criterion, own] of Map.groupBy(pairs, (pair) => pair.criterion ?? null)) {
    const about = pairs.filter((pair) => criterion === null || (pair.criterion ?? criterion) === criterion);
    const predict = foldHeads(about, settings);
    for (const pair of own) logits.set(pair, predict(pair));
  }
  return agreementEvidence(pairs, (pair) => logits.get(pair)!, countOf);
}

/**
 * The votes' agreement with predictions, each counted by how sure it was, in standard deviations of what chance would give; 0 where nothing was
 * decided.
 * @param logitOf by how many logits A was expected to win
 */
export function agreementEvidence<P extends TrainingPair>(
  pairs: readonly P[],
  logitOf: (pair: P) => number,
  countOf: (pair: P) => number = () => 1,
): number {
  const agreements = new Map<string | number, number>();
  for (const pair of pairs) {
    const agreement = countOf(pair) * (2 * pair.label - 1) * (2 * sigmoid(logitOf(pair)) - 1);
    // The pairs of a ranking are one opinion, which is right or wrong as a whole.
    const opinion = pair.ranking ?? pair.id;
    agreements.set(opinion, (agreements.get(opinion) ?? 0) + agreement);
  }
  return scoreStatistic([...agreements.values()]) / Math.sqrt(CHANCE_VARIANCE);
}

/**
 * By how many logits A wins, for heads that never saw the votes on its prompt. Half of the parts tell the prior of the heads that are asked about the
 * others.
 */
function foldHeads(pairs: readonly TrainingPair[], settings: EnsembleSettings): (pair: TrainingPair) => number {
  const width = pairs[0]!.a.length;
  const observed = observe(pairs, { ...settings, members: FOLDS });
  const halves = [0, 1].map((half) => {
    const others = observed.filter(({ fold }) => fold % 2 !== half);
    return inPriorUnits(observed, evidentPrecision(others, width, settings, TELLING / 2));
  });
  const heads = Array.from({ length: FOLDS }, (_, asked) =>
    fitHead(halves[asked % 2]!, ({ fold }) => (fold === asked ? 0 : 1), undefined, settings),
  );
  const folds = new Map(observed.map(({ pair, fold }) => [pair, fold]));
  return (pair) => {
    const head = heads[folds.get(pair)!]!;
    return dot(head, pair.a) - dot(head, pair.b);
  };
}

/**
 * Sum over root of the sum of squares: standard normal where every agreement is as likely to be a disagreement. It doesn't matter which pairs
 * were dealt, as long as they were dealt before their vote, and it is the most powerful such test where predictions are right (Cox & Hinkley 1974,
 * section 4.8): accuracy counts a pair that is dealt because nobody knows its winner as much as a sure one.
 */
function scoreStatistic(agreements: readonly number[]): number {
  let sum = 0;
  let squares = 0;
  for (const agreement of agreements) {
    sum += agreement;
    squares += agreement ** 2;
  }
  return squares === 0 ? 0 : sum / Math.sqrt(squares);
}
