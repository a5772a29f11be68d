import type { NewPair } from "../../ports/pool.ts";
import type { LearnerComparison } from "../../trainer/learner-contract.ts";
import type { StandardCrowd } from "../crowd/standard-crowd.ts";
import { castVotes } from "./cast-votes.ts";

/** A round's labels: so many as are wanted, on pairs of the pool, the first ones first; ids go on from `after`. */
export type Voting = (
  pool: readonly NewPair[],
  wanted: number,
  crowd: StandardCrowd,
  after: number,
  random: () => number,
) => Promise<readonly LearnerComparison[]>;

/** One vote a pair by members of the crowd, a share of them flipped. */
export const humanVotes =
  (noise: number): Voting =>
  async (pool, wanted, crowd, after, random) =>
    castVotes(pool.slice(0, wanted), crowd, noise, after, random);
