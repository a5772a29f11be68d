import type { FinaleAbsence, FinaleVerdict } from "../../../shared/round/finale.ts";
import type { FinaleView } from "../../../shared/round/view-learning.ts";
import { wilson } from "../../../shared/round/votes/share-interval.ts";
import { openTable } from "../terminal/table.ts";
import { countShown, type ShownIntermission } from "./watch-intermissions.ts";

/** The share of classes whose finale the newer version should win. */
const GOAL = 0.85;

/** How one class judged what it had taught. */
export interface ClassFinale {
  readonly taste: string;
  readonly seed: number;
  /** Acknowledged votes of its rounds. */
  readonly votes: number;
  /** Those with a newer version than at the beginning. */
  readonly intermissions: readonly ShownIntermission[];
  /** Why there was no finale; "" where there was one. */
  readonly absent: FinaleAbsence | "none" | "";
  readonly versionBefore: number;
  readonly versionNow: number;
  /** Votes on each pair, for the newer answer and for the older one. */
  readonly pairs: readonly { readonly forNow: number; readonly forBefore: number }[];
  readonly voters: number;
  readonly preferNow: number;
  readonly preferBefore: number;
  readonly verdict: FinaleVerdict | "";
}

/** @param finale null where the session had none */
export function classFinale(
  who: Pick<ClassFinale, "taste" | "seed" | "votes" | "intermissions">,
  finale: FinaleView | null,
): ClassFinale {
  if (finale === null)
    return {
      ...who,
      ...{
        absent: "none",
        versionBefore: -1,
        versionNow: -1,
        pairs: [],
        voters: 0,
        preferNow: 0,
        preferBefore: 0,
        verdict: "",
      },
    };
  const { absent, versionBefore, versionNow, voters, preferNow, preferBefore, verdict } = finale;
  const pairs = finale.unmasked.map(({ forNow, forBefore }) => ({ forNow, forBefore }));
  return { ...who, absent, versionBefore, versionNow, pairs, voters, preferNow, preferBefore, verdict };
}

const pairsWon = ({ pairs }: ClassFinale): number => pairs.filter(({ forNow, forBefore }) => forNow > forBefore).length;

/** Whether the newer version has more of the votes on all pairs together. */
const wonPooled = ({ pairs }: ClassFinale): boolean =>
  pairs.reduce((sum, { forNow, forBefore }) => sum + forNow - forBefore, 0) > 0;

/** Shares of the classes, 0-1. A class without a finale has won nothing. */
export interface FinaleShares {
  readonly pooled: number;
  readonly allPairs: number;
  readonly twoPairs: number;
  /** Classes whose interval says that it is better. */
  readonly better: number;
  /** Of the intermissions with a new version, those that showed then and now. 1 where there was none. */
  readonly thenAndNow: number;
}

export function finaleShares(classes: readonly ClassFinale[]): FinaleShares {
  const share = (holds: (one: ClassFinale) => boolean) => classes.filter(holds).length / classes.length;
  const { shown, withNewVersion } = countShown(classes.flatMap(({ intermissions }) => intermissions));
  return {
    pooled: share(wonPooled),
    allPairs: share((one) => one.pairs.length > 0 && pairsWon(one) === one.pairs.length),
    twoPairs: share((one) => pairsWon(one) >= 2),
    better: share(({ verdict }) => verdict === "better"),
    thenAndNow: withNewVersion === 0 ? 1 : shown / withNewVersion,
  };
}

const CLASSES = openTable([
  { heading: "class", width: 5, align: "right" },
  { heading: "taste", width: 10, align: "left" },
  { heading: "votes", width: 5, align: "right" },
  { heading: "versions", width: 8, align: "right" },
  { heading: "pairs won", width: 9, align: "right" },
  { heading: "now : then", width: 22, align: "left" },
  { heading: "players", width: 8, align: "right" },
  { heading: "then / now", width: 10, align: "right" },
  { heading: "verdict", width: 0, align: "left" },
]);

export const classesHead = CLASSES.head;

/** A class in one line. "then / now" is the number of intermissions that showed it, of those with a new version. */
export function classLine(number: number, one: ClassFinale): string {
  const { taste, votes, versionBefore, versionNow, pairs, preferNow, voters, absent, verdict } = one;
  const none = pairs.length === 0;
  const { shown, withNewVersion } = countShown(one.intermissions);
  return CLASSES.line([
    String(number),
    taste,
    String(votes),
    none ? "-" : `${versionBefore} to ${versionNow}`,
    none ? "-" : `${pairsWon(one)} of ${pairs.length}`,
    pairs.map(({ forNow, forBefore }) => `${forNow}:${forBefore}`).join("  "),
    none ? "-" : `${preferNow} of ${voters}`,
    `${shown} of ${withNewVersion}`,
    none ? `no finale: ${absent}` : verdict,
  ]);
}

export function describeFinales(classes: readonly ClassFinale[]): string {
  const { pooled, allPairs, twoPairs, better } = finaleShares(classes);
  const count = classes.length;
  const { shown, withNewVersion, upToDate } = countShown(classes.flatMap(({ intermissions }) => intermissions));
  const percent = (share: number) => `${(100 * share).toFixed(0)}%`;
  const { low, high } = wilson(pooled, count);
  return [
    "",
    `Of ${count} classes the newer version wins`,
    `  the three pairs together   ${percent(pooled)} (95%: ${percent(low)} to ${percent(high)}); the goal is ${percent(GOAL)}`,
    `  at least two of them       ${percent(twoPairs)}`,
    `  each of the three          ${percent(allPairs)}`,
    `  by the class's interval    ${percent(better)}`,
    `Of ${withNewVersion} intermissions with a new version ${shown} showed then and now, ${upToDate} of them the newest version; the goal is all`,
    "",
  ].join("\n");
}
