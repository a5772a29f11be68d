import { labelOf } from "../../../shared/round/votes/verdict.ts";
import type { NewPair } from "../../ports/pool.ts";
import type { LearnerComparison } from "../../trainer/learner-contract.ts";
import { type StandardCrowd, verdictOf } from "../crowd/standard-crowd.ts";

/** One vote a pair by members of a crowd, as the learner reads it; ids go on from `after`. */
export function castVotes(
  pairs: readonly NewPair[],
  crowd: StandardCrowd,
  noise: number,
  after: number,
  random: () => number,
): LearnerComparison[] {
  return pairs.map(({ prompt, a, b }, i) => {
    const verdict = verdictOf(crowd.campAt(random()), { prompt: prompt.text, a: a.text, b: b.text }, noise, random);
    const shared = { id: after + i + 1, promptId: prompt.id, prompt: prompt.text, bothBad: 0 };
    return { ...shared, a: a.tokens, b: b.tokens, label: labelOf(verdict) };
  });
}
