import type { ServerMessages } from "../../../shared/protocol/messages.ts";
import type { RevealView } from "../../../shared/round/view.ts";
import type { Mood } from "../momo.ts";

export interface RevealCard {
  readonly outcome: "a" | "b" | "even" | "tie" | "bothBad" | "nobody";
  /** Whole percentages that add up to 100. */
  readonly percentA: number;
  readonly percentB: number;
  readonly voters: number;
  /** Whole percent for A, null when the reward model had no opinion. */
  readonly rewardModelPercent: number | null;
}

export function revealCard(reveal: RevealView): RevealCard {
  const voters = Object.values(reveal.votes).reduce((sum, votes) => sum + votes, 0);
  const percentA = Math.round(reveal.share * 100);
  return {
    outcome: outcomeOf(voters, reveal),
    percentA,
    percentB: 100 - percentA,
    voters,
    rewardModelPercent: reveal.rewardModelShare < 0 ? null : Math.round(reveal.rewardModelShare * 100),
  };
}

/** How Momo feels about its guess: unsure where it took no side, or the crowd took none. */
export function momoMood({ rewardModelPercent, percentA }: RevealCard): Mood {
  if (rewardModelPercent === null || rewardModelPercent === 50 || percentA === 50) return "unsure";
  return rewardModelPercent > 50 === percentA > 50 ? "happy" : "sad";
}

/** A crowd of one mind is told so: where most say "tie" or "both bad", it isn't split between A and B. */
function outcomeOf(voters: number, { share, votes }: RevealView): RevealCard["outcome"] {
  if (voters === 0) return "nobody";
  if (votes.tie > voters / 2) return "tie";
  if (votes.bothBad > voters / 2) return "bothBad";
  if (Math.abs(share - 0.5) < 0.005) return "even";
  return share > 0.5 ? "a" : "b";
}

export interface PointsCard {
  /** With its sign: "+120", "-80", "0". */
  readonly points: string;
  /** The side that was predicted to win; the percentages are of it. */
  readonly side: "A" | "B";
  readonly predictedPercent: number;
  readonly sharePercent: number;
  readonly streak: number;
  readonly total: number;
  readonly lost: boolean;
  readonly beatsRewardModel: boolean;
}

export function pointsCard(message: ServerMessages["points"]): PointsCard {
  const { predicted, share, streak, beatsRewardModel } = message;
  const points = Math.round(message.points);
  const side = predicted < 0.5 ? "B" : "A";
  const [predictedPercent, sharePercent] = [predicted, share].map((ofA) => percentOf(ofA, side)) as [number, number];
  return {
    ...{ points: `${points > 0 ? "+" : ""}${points}`, lost: points < 0, side, predictedPercent, sharePercent },
    ...{ streak, total: Math.round(message.total), beatsRewardModel },
  };
}

function percentOf(shareOfA: number, side: "A" | "B"): number {
  const a = Math.round(shareOfA * 100);
  return side === "A" ? a : 100 - a;
}
