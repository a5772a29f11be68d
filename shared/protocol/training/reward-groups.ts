/** Groups of what the reward model reads of an answer: its features, the figures of its fits and the words of the lab go by these names. */
export const REWARD_GROUPS = [
  "meaning",
  "states",
  "end",
  "likelihood",
  "size",
  "rhythm",
  "punctuation",
  "wording",
  "echo",
  "classes",
  "places",
  "terms",
  "pairs",
  "affixes",
] as const;
export type RewardGroup = (typeof REWARD_GROUPS)[number];

/** The figure of a fit that tells a group's share of the differences between scores, 0-1. */
export const explainedFigure = (group: string): string => `explained/${group}`;

/** A group that tells a good deal of the scores. */
export interface TellingGroup {
  readonly group: RewardGroup;
  /** Of the variance of scores over answers, 0-1. */
  readonly share: number;
}

/** Share from which a group is worth a word, and groups that are named at most. */
const TELLING_SHARE = 0.12;
const NAMED = 3;

/** What a step of kind `reward` goes by, the largest share first; empty for a step of a time before shares were measured. */
export function tellingGroups(metrics: Readonly<Record<string, number>>): readonly TellingGroup[] {
  return REWARD_GROUPS.map((group) => ({ group, share: metrics[explainedFigure(group)] ?? 0 }))
    .filter(({ share }) => share >= TELLING_SHARE)
    .toSorted((a, b) => b.share - a.share)
    .slice(0, NAMED);
}
