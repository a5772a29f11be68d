import { labelOf, type Verdict } from "../../shared/round/votes/verdict.ts";
import type { Comparison } from "../ports/learning.ts";

/** The shares of the verdicts that somebody can have read the answers for: with none left out, those of the comparison. */
export function readVerdicts({ ballots, ...whole }: Pick<Comparison, "ballots" | "label" | "bothBad">) {
  const read = ballots.filter(({ tooFast }) => tooFast !== true);
  if (read.length === ballots.length) return { ...whole, ballots };
  const meanOf = (of: (verdict: Verdict) => number) =>
    read.reduce((sum, { verdict }) => sum + of(verdict), 0) / read.length;
  return { label: meanOf(labelOf), bothBad: meanOf((verdict) => Number(verdict === "bothBad")), ballots: read };
}
