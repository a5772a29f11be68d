import type { DealtFinale, FinalePair, FinaleResult, FinaleVerdict } from "../finale.ts";
import { wilson } from "./share-interval.ts";
import type { Verdict } from "./verdict.ts";

/** Fewer voters can't decide anything, even if all say the same: their interval holds one half. */
const FEWEST_VOTERS = 4;

/** What a verdict says of the newer answer: 1 for it, -1 against it, 0 for neither. */
function leaning({ nowIsA }: Pick<FinalePair, "nowIsA">, verdict: Verdict): number {
  if (verdict !== "a" && verdict !== "b") return 0;
  return (verdict === "a") === nowIsA ? 1 : -1;
}

/**
 * How a finale came out. A player's votes on its pairs hang together, so the unit is the player: they prefer what they preferred on more of the
 * pairs that they judged, or neither. The interval is Wilson's for the share of players who prefer the newer version, those who prefer neither
 * counting half.
 *
 * @param verdicts by player id, for each pair
 */
export function finaleResult(
  { versionBefore, versionNow, pairs }: DealtFinale,
  verdicts: readonly ReadonlyMap<string, Verdict>[],
): FinaleResult {
  const sums = new Map<string, number>();
  const judged = pairs.map((pair, i) => {
    const leanings = [...verdicts[i]!].map(([id, verdict]) => [id, leaning(pair, verdict)] as const);
    for (const [id, one] of leanings) sums.set(id, (sums.get(id) ?? 0) + one);
    const count = (side: number) => leanings.filter(([, one]) => one === side).length;
    return { ...pair, forNow: count(1), forBefore: count(-1), neither: count(0) };
  });
  const voters = sums.size;
  const preferNow = [...sums.values()].filter((sum) => sum > 0).length;
  const preferBefore = [...sums.values()].filter((sum) => sum < 0).length;
  const share = voters === 0 ? 0.5 : (preferNow + (voters - preferNow - preferBefore) / 2) / voters;
  const { low, high } = voters === 0 ? { low: 0, high: 1 } : wilson(share, voters);
  const verdict = verdictOf(voters, low, high);
  return { versionBefore, versionNow, pairs: judged, voters, preferNow, preferBefore, low, high, verdict };
}

function verdictOf(voters: number, low: number, high: number): FinaleVerdict {
  if (voters < FEWEST_VOTERS) return "few";
  if (low > 0.5) return "better";
  return high < 0.5 ? "worse" : "alike";
}
