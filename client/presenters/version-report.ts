import type { VersionsBoard } from "../../shared/protocol/boards.ts";
import { decimals, percent } from "./numbers.ts";

export type VersionFact =
  | "rating"
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
  const { rating, low, high, votes, metrics } = version;
  const interval = (from: number, to: number) => `${decimals(from, 0)}–${decimals(to, 0)}`;
  return [
    {
      fact: "rating",
      value: rating === null ? null : `${decimals(rating, 0)}${low === high ? "" : ` (${interval(low!, high!)})`}`,
    },
    { fact: "votes", value: decimals(votes, 0) },
    ...Object.entries(METRICS).map(([fact, write]) => {
      const value = metrics[fact];
      return { fact: fact as VersionFact, value: value === undefined || !Number.isFinite(value) ? null : write(value) };
    }),
  ];
}
