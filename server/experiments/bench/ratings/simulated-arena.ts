import type { Matchup } from "../../../stats/bradley-terry.ts";

/** Who meets whom: each version each other one, or each only one of the older ones, as a new version does. */
export interface ArenaKind {
  readonly meet: "all" | "older";
  readonly versions: number;
  /** Pairs of answers a matchup of two versions, and votes on each. */
  readonly pairs: number;
  readonly votes: number;
  /** How much the votes on a pair go together, 0-1. */
  readonly correlation: number;
}

/**
 * Every version's pairs, by the Bradley-Terry model. With the root of the correlation as its probability, a vote repeats what a coin of its
 * pair says; otherwise it is thrown anew: so two votes of a pair correlate by it, and each alone is still the model's.
 * @param ratings by version, in Elo points
 */
export function simulateArena(
  { meet, pairs, votes, correlation }: Omit<ArenaKind, "versions">,
  ratings: readonly number[],
  random: () => number,
): Matchup[] {
  return ratings.flatMap((rating, b) => {
    const older = Array.from({ length: b }, (_, a) => a);
    const rivals = meet === "all" || b === 0 ? older : [Math.floor(random() * b)];
    return rivals.flatMap((a) => {
      const share = 1 / (1 + 10 ** ((rating - ratings[a]!) / 400));
      const vote = () => Number(random() < share);
      return Array.from({ length: pairs }, (): Matchup => {
        const coin = vote();
        let won = 0;
        for (let i = 0; i < votes; i++) won += random() < Math.sqrt(correlation) ? coin : vote();
        return { a, b, label: won / votes, votes };
      });
    });
  });
}
