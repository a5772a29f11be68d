import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { PreferencePair } from "../../ml/training/preference-pair.ts";
import type { SequenceShape } from "../../ml/training/reference-model.ts";
import type { Preference } from "../../ports/results.ts";
import type { LearnerComparison } from "../../trainer/learner-contract.ts";

/** What a source of preferences held. */
export interface Preferences {
  readonly pairs: readonly PreferencePair[];
  /** Pairs without a preferred answer. */
  readonly undecided: number;
  /** Pairs that the model can't read: too long for it, or spelled with what its vocabulary lacks. */
  readonly unreadable: number;
}

/** Null when the model can't read it. */
export function preferencePair(
  { prompt, chosen, rejected }: Preference,
  tokenizer: Tokenizer,
  { promptWindow, windows }: SequenceShape,
): PreferencePair | null {
  const tokens = tokenizer.encodePrompt(prompt);
  const longest = Math.max(...windows);
  const sequenceOf = (answer: string) => {
    const response = tokenizer.encode(answer);
    const isReadable = response.length < longest && tokenizer.decode(response) === answer;
    return isReadable ? { prompt: tokens, response: [...response, tokenizer.eosId] } : null;
  };
  const [first, second] = [sequenceOf(chosen), sequenceOf(rejected)];
  if (first === null || second === null || tokens.length > promptWindow) return null;
  return { chosen: first, rejected: second, share: 1 };
}

/** Null for a tie. The share of verdicts for the preferred answer is kept: three against two teach less than five against none. */
export function judgedPair({ prompt, a, b, label }: LearnerComparison, tokenizer: Tokenizer): PreferencePair | null {
  if (label === 0.5) return null;
  const tokens = tokenizer.encodePrompt(prompt);
  const [chosen, rejected] = label > 0.5 ? [a, b] : [b, a];
  return {
    chosen: { prompt: tokens, response: chosen },
    rejected: { prompt: tokens, response: rejected },
    share: Math.max(label, 1 - label),
  };
}
