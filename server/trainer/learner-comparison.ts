import type { ComparedResponse, Comparison } from "../arena/ports.ts";
import type { Tokenizer } from "../ml/tokenizer/load-tokenizer.ts";
import type { SequenceShape } from "../ml/training/reference-model.ts";
import type { LearnerComparison } from "./learner.ts";

/**
 * Brings comparisons into tokens. A policy's answers are stored with theirs; what players wrote is encoded here. Null when a
 * prompt or an answer is longer than the model reads, or the vocabulary can't spell it: it was judged, but isn't learnt from.
 */
export function learnerComparison(
  tokenizer: Pick<Tokenizer, "encode" | "encodePrompt" | "decode" | "eosId">,
  { promptWindow, windows }: Pick<SequenceShape, "promptWindow" | "windows">,
): (comparison: Comparison) => LearnerComparison | null {
  const longest = Math.max(...windows);

  function tokensOf({ text, tokens, policyVersion }: ComparedResponse): readonly number[] | null {
    if (policyVersion >= 0) return tokens;
    const written = tokenizer.encode(text);
    return written.length < longest && tokenizer.decode(written) === text ? [...written, tokenizer.eosId] : null;
  }

  return ({ a, b, ...comparison }) => {
    const [left, right] = [tokensOf(a), tokensOf(b)];
    if (left === null || right === null) return null;
    if (tokenizer.encodePrompt(comparison.prompt).length > promptWindow) return null;
    // A podium's comparisons are one ranking's pairs; a round has one podium.
    const ranking = comparison.kind === "podium" ? { ranking: comparison.roundId } : {};
    return { ...comparison, ...ranking, axis: comparison.criterion, a: left, b: right };
  };
}
