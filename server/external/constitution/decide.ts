import { createHash } from "node:crypto";
import { seeded } from "../../../shared/random/seeded.ts";
import { shuffled } from "../../../shared/random/shuffled.ts";
import type { Judge, JudgedTexts, JudgeOpinion } from "../judges/judge.ts";

/** What a constitution says about a pair. */
export interface Decision extends JudgeOpinion {
  /** Index of the principle that decided; null when all were indifferent. */
  readonly principle: number | null;
}

/** Doubt up to which a judge counts as indifferent. */
const INDIFFERENT = 0.05;
const OPEN: Decision = { principle: null, share: 0.5, ordersAgree: null };

/**
 * Preferences by principle: each pair is put to the principles in an order of its own, and the first that isn't indifferent
 * decides (Bai et al. 2022 draw one principle a comparison; a rule that sees no difference would waste it).
 * @param judges one a principle
 */
export async function decide(
  pairs: readonly JudgedTexts[],
  judges: readonly Judge[],
  signal?: AbortSignal,
): Promise<readonly Decision[]> {
  const orders = pairs.map((pair) => orderFor(pair, judges.length));
  const decisions = pairs.map(() => OPEN);
  for (let nth = 0; nth < judges.length; nth++) {
    const open = [...decisions.keys()].filter((i) => decisions[i]!.principle === null);
    for (const [principle, judge] of judges.entries()) {
      const its = open.filter((i) => orders[i]![nth] === principle);
      const atOnce = judge.batch * judge.lanes;
      for (let at = 0; at < its.length; at += atOnce) {
        const some = its.slice(at, at + atOnce);
        const opinions = await judge.compare(
          some.map((i) => pairs[i]!),
          signal,
        );
        for (const [j, opinion] of opinions.entries())
          if (Math.abs(opinion.share - 0.5) > INDIFFERENT) decisions[some[j]!] = { ...opinion, principle };
      }
    }
  }
  return decisions;
}

/** A constitution as one judge. The same pair always meets the principles in the same order, with its sides swapped too. */
export const constitutionJudge = (name: string, judges: readonly Judge[]): Judge => ({
  name,
  batch: Math.max(...judges.map(({ batch }) => batch)),
  lanes: 1,
  compare: (pairs, signal) => decide(pairs, judges, signal),
});

function orderFor({ prompt, a, b }: JudgedTexts, count: number): readonly number[] {
  const digest = createHash("sha256")
    .update(JSON.stringify([prompt, ...[a, b].sort()]))
    .digest();
  return shuffled([...Array(count).keys()], seeded(digest.readUInt32LE()));
}
