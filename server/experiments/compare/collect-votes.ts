import type { Learner, LearnerComparison } from "../../trainer/learner-contract.ts";
import { NOTHING_EARLIER, poolPairs } from "../../trainer/pool/answer-pool.ts";
import { isSafe } from "../../world/safety.ts";
import type { StandardCrowd } from "../crowd/standard-crowd.ts";
import { castVotes } from "../simulate/cast-votes.ts";
import { trainingPool } from "../simulate/training-pool.ts";

/** Votes between two fits of the reward model, as in a session of 300 votes and 12 rounds. */
const VOTES_A_ROUND = 25;

/**
 * Votes on pairs of the starting policy's answers, those first that the reward model of the votes before is least sure of. No
 * method has a part in them, so all can be given the same; a smaller number of votes is the beginning of a larger one.
 * @param learner at the start; its policy stays there
 */
export async function collectVotes(
  learner: Learner,
  crowd: StandardCrowd,
  { votes, noise }: { votes: number; noise: number },
  decode: (tokens: readonly number[]) => string,
  random: () => number,
): Promise<LearnerComparison[]> {
  const collected: LearnerComparison[] = [];
  while (collected.length < votes) {
    const pairs = poolPairs(
      learner,
      await trainingPool(learner, decode, random),
      0,
      NOTHING_EARLIER,
      0,
      isSafe,
      random,
    );
    const dealt = pairs.slice(0, Math.min(VOTES_A_ROUND, votes - collected.length));
    if (dealt.length === 0) throw new Error("the starting policy gives no two different answers to vote on");
    collected.push(...castVotes(dealt, crowd, noise, collected.length, random));
    await learner.observe(collected.slice(-dealt.length));
    learner.fitReward();
  }
  return collected;
}
