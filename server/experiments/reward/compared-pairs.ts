import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { PreferencePair } from "../../ml/training/preference-pair.ts";
import type { LearnerComparison } from "../../trainer/learner-contract.ts";

/** Pairs as the learner reads comparisons; every second one with its sides swapped, so that A is no more often the winner than B. */
export function comparedPairs(
  pairs: readonly PreferencePair[],
  tokenizer: Tokenizer,
  after: number,
): LearnerComparison[] {
  return pairs.map(({ chosen, rejected, share }, i) => {
    const prompt = tokenizer.decode(chosen.prompt);
    const shared = { id: after + i + 1, promptId: prompt, prompt, bothBad: 0 };
    return i % 2 === 0
      ? { ...shared, a: chosen.response, b: rejected.response, label: share }
      : { ...shared, a: rejected.response, b: chosen.response, label: 1 - share };
  });
}
