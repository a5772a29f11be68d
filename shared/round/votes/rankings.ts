/** Rankings of three or four answers, best first, as lists of answer ids. */

import type { PodiumOutcome } from "../state.ts";
import type { Verdict } from "./verdict.ts";

/** Whether the ranking names every one of `ids` once. */
export function isRankingOf(ranking: readonly string[], ids: readonly string[]): boolean {
  const ranked = new Set(ranking);
  return ranking.length === ids.length && ids.every((id) => ranked.has(id));
}

export const isSameRanking = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, i) => id === other[i]);

/**
 * The verdicts on pairs that a ranking amounts to (InstructGPT, Ouyang et al. 2022, section 3.5: all pairs of one ranking
 * are used, and stay together because they are of one prompt).
 */
export function verdictsOf<P extends { readonly answerA: string; readonly answerB: string }>(
  ranking: readonly string[],
  pairs: readonly P[],
): { readonly pair: P; readonly verdict: Verdict }[] {
  const place = new Map(ranking.map((id, i) => [id, i]));
  return pairs.flatMap((pair) => {
    const [a, b] = [place.get(pair.answerA), place.get(pair.answerB)];
    return a === undefined || b === undefined ? [] : [{ pair, verdict: a < b ? "a" : "b" }];
  });
}

/** `score`: share of the other answers that an answer beat, over all rankings (Borda), 0-1; ½ without rankings. */
export function countRankings(ids: readonly string[], rankings: readonly (readonly string[])[]): PodiumOutcome {
  const beaten = (id: string, ranking: readonly string[]) => ids.length - 1 - ranking.indexOf(id);
  const answers = ids.map((id) => ({
    firsts: rankings.filter((ranking) => ranking[0] === id).length,
    score:
      rankings.length === 0
        ? 0.5
        : rankings.reduce((sum, ranking) => sum + beaten(id, ranking), 0) / (rankings.length * (ids.length - 1)),
  }));
  return { ballots: rankings.length, answers };
}

/** The ranking, best first, that amounts to these verdicts on all pairs of its answers: the inverse of `verdictsOf`. */
export function rankingOf(
  verdicts: readonly {
    readonly pair: { readonly answerA: string; readonly answerB: string };
    readonly verdict: Verdict;
  }[],
): readonly string[] {
  const wins = new Map<string, number>();
  for (const { pair, verdict } of verdicts) {
    const { answerA, answerB } = pair;
    for (const [id, won] of [
      [answerA, verdict === "a"],
      [answerB, verdict === "b"],
    ] as const)
      wins.set(id, (wins.get(id) ?? 0) + (won ? 1 : 0));
  }
  return [...wins].sort(([, x], [, y]) => y - x).map(([id]) => id);
}
