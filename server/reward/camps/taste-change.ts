import { dot } from "../../stats/linear-algebra.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import { fitHead, type Judged, logLikelihood } from "./crowd-head.ts";

/** A comparison as a crowd's taste is followed by it. */
export interface DatedVerdict extends Judged {
  /** Of the comparison. */
  readonly id: number;
  /** What it counts, 0-1. */
  readonly weight: number;
}

/** What is known of changes after so many comparisons, and where looking for the next one goes on. */
export interface TasteHistory {
  /** Comparisons that were compared with what those before them predict. */
  readonly seen: number;
  /** The one, by its place, with which the present taste began; 0: it never changed. */
  readonly since: number;
  /** Its id; null: the taste never changed. */
  readonly changedAt: number | null;
  /** Nats by which a change at each of the later places has predicted better so far. */
  readonly gains: ReadonlyMap<number, number>;
  /** Log-likelihood of what was seen so far, by each precision of the prior, all comparisons counting alike. */
  readonly fits: readonly number[];
}

/** Comparisons of the smallest blocks: about a round of a class. */
const BLOCK = 25;
/** Blocks of the smallest size. After as many again as there were they are twice as large, and so on. */
const SMALL_BLOCKS = 64;
/** Comparisons that a prediction is made from, the newest. */
const REMEMBERED = 2_000;
/** Comparisons before which nothing was known that could change. */
const FIRST = 100;
/** Share of votes that follow no taste: none of them says more against a head than so. */
const LAPSES = 0.2;
/** Blocks within which a change is noticed, if it is. */
const WITHIN = 6;
/** Precisions of the prior on heads, of which that counts which has predicted best so far: a firm one where votes are near random. */
const PRECISIONS = [1, 3, 9, 27, 81] as const;
const STEPS = 25;
/** Nats by which forgetting must have predicted the newest votes better: odds of 150 to 1. */
const ENOUGH = 5;
/** Comparisons' worth of weight that the votes from before a change have together: what didn't change needn't be learnt again. */
const OLD_COMPARISONS = 10;

const NOTHING_SEEN: TasteHistory = {
  seen: BLOCK,
  since: 0,
  changedAt: null,
  gains: new Map(),
  fits: PRECISIONS.map(() => 0),
};

/**
 * Whether a crowd changed its mind. Each block of comparisons is predicted, before any of them is learnt from, by heads that count all votes alike and by
 * heads for which a change began at one of the last blocks, so that older votes hardly count (prequential evidence, Dawid 1984). Where a crowd keeps its
 * taste, fewer votes predict worse, and nothing is forgotten.
 * @param verdicts the oldest first
 * @param previous of the first of these verdicts, to go on from
 */
export function followTaste(verdicts: readonly DatedVerdict[], previous: TasteHistory | null): TasteHistory {
  let history = previous ?? NOTHING_SEEN;
  for (;;) {
    const next = history.seen + blockAfter(history.seen);
    if (next > verdicts.length) return history;
    history = afterBlock(verdicts, history, next);
  }
}

/** Comparisons of the block that follows so many. */
const blockAfter = (seen: number): number =>
  BLOCK * 2 ** Math.max(0, Math.ceil(Math.log2((seen + 1) / (BLOCK * SMALL_BLOCKS))));

/** Compares the block that ends before `next` with what is predicted by a change at each block from a few before it on. */
function afterBlock(verdicts: readonly DatedVerdict[], history: TasteHistory, next: number): TasteHistory {
  const { seen, since, gains, fits } = history;
  const newest = verdicts.slice(seen, next);
  const first = Math.max(0, seen - REMEMBERED);
  const known = verdicts.slice(first, seen);
  const zero = new Float64Array(newest[0]!.x.length);
  const lasting = PRECISIONS.map((precision) =>
    fitHead(known, countsSince(known, since - first), zero, zero, { precision, steps: STEPS }),
  );
  const expected = lasting.map((head) => predicted(newest, head));
  const best = fits.indexOf(Math.max(...fits));
  const renewed = new Map<number, number>();
  for (const change of [...[...gains.keys()].slice(1 - WITHIN), ...(seen < FIRST ? [] : [seen])]) {
    const counts = countsSince(known, change - first);
    const head = fitHead(known, counts, zero, lasting[best]!, { precision: PRECISIONS[best]!, steps: STEPS });
    renewed.set(change, (gains.get(change) ?? 0) + predicted(newest, head) - expected[best]!);
  }
  const [change, gain] = [...renewed].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  const after = { ...history, seen: next, gains: renewed, fits: fits.map((fit, i) => fit + expected[i]!) };
  return gain < ENOUGH ? after : { ...after, since: change, changedAt: verdicts[change]!.id, gains: new Map() };
}

/** What verdicts count where those before one, by its place, are old. */
function countsSince(verdicts: readonly DatedVerdict[], first: number): Float64Array {
  const share = oldShare(verdicts.slice(0, Math.max(0, first)));
  return Float64Array.from(verdicts, ({ weight }, i) => (i < first ? share * weight : weight));
}

/** What votes from before a change count, 0-1. */
export function oldShare(old: readonly { readonly weight: number }[]): number {
  return Math.min(
    1,
    OLD_COMPARISONS /
      Math.max(
        1,
        old.reduce((sum, { weight }) => sum + weight, 0),
      ),
  );
}

/** Log-likelihood of verdicts. */
const predicted = (verdicts: readonly DatedVerdict[], head: Float64Array): number =>
  verdicts.reduce((sum, { x, label, weight }) => {
    const ahead = LAPSES / 2 + (1 - LAPSES) * sigmoid(dot(head, x));
    return sum + weight * logLikelihood(ahead, label);
  }, 0);
