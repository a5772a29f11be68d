import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import { ratingText } from "../../board/rating-rows.ts";
import { decimals, percent } from "../../ui/numbers.ts";

export type VersionFact =
  | "rating"
  | "lengthControlled"
  | "votes"
  | "kl"
  | "sftNll"
  | "rewardGain"
  | "distinct2Ratio"
  | "topPhraseShare"
  | "safeShare"
  | "endedShare"
  | "comparisons";

const METRICS: Readonly<Partial<Record<VersionFact, (value: number) => string>>> = {
  kl: (value) => decimals(value, 2),
  sftNll: (value) => decimals(value, 2),
  rewardGain: (value) => decimals(value, 2),
  distinct2Ratio: (value) => decimals(value, 2),
  topPhraseShare: percent,
  safeShare: percent,
  endedShare: percent,
  comparisons: (value) => decimals(value, 0),
};

/** What is known of a version, as text; null where it isn't. */
export function versionReport(
  version: VersionsBoard["versions"][number],
): readonly { fact: VersionFact; value: string | null }[] {
  const { rating, low, high, lengthControlled, votes, metrics } = version;
  return [
    {
      fact: "rating",
      value: rating === null ? null : ratingText({ rating, low: low!, high: high! }),
    },
    { fact: "lengthControlled", value: lengthControlled === null ? null : ratingText(lengthControlled) },
    { fact: "votes", value: decimals(votes, 0) },
    ...Object.entries(METRICS).map(([fact, write]) => {
      const value = metrics[fact];
      return { fact: fact as VersionFact, value: value === undefined || !Number.isFinite(value) ? null : write(value) };
    }),
  ];
}
