import type { ServerMessages } from "../../../shared/protocol/messages.ts";
import type { RevealView } from "../../../shared/round/view.ts";

export interface RevealCard {
  readonly outcome: "a" | "b" | "even" | "nobody";
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
    outcome: outcomeOf(voters, reveal.share),
    percentA,
    percentB: 100 - percentA,
    voters,
    rewardModelPercent: reveal.rewardModelShare < 0 ? null : Math.round(reveal.rewardModelShare * 100),
  };
}

function outcomeOf(voters: number, share: number): RevealCard["outcome"] {
  if (voters === 0) return "nobody";
  if (Math.abs(share - 0.5) < 0.005) return "even";
  return share > 0.5 ? "a" : "b";
}

export interface PointsCard {
  readonly points: number;
  readonly predictedPercent: number;
  readonly sharePercent: number;
  readonly streak: number;
  readonly total: number;
}

export function pointsCard(message: ServerMessages["points"]): PointsCard {
  return {
    points: Math.round(message.points),
    predictedPercent: Math.round(message.predicted * 100),
    sharePercent: Math.round(message.share * 100),
    streak: message.streak,
    total: Math.round(message.total),
  };
}
