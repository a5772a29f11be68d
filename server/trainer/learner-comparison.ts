import { labelOf, type Verdict } from "../../shared/round/votes/verdict.ts";
import type { Sequence } from "../ml/model/batch-layout.ts";
import type { Tokenizer } from "../ml/tokenizer/load-tokenizer.ts";
import type { SequenceShape } from "../ml/training/reference-model.ts";
import type { ComparedResponse, Comparison } from "../ports/learning.ts";
import type { LearnerComparison } from "./learner-contract.ts";

type Reader = Pick<Tokenizer, "encode" | "encodePrompt" | "decode" | "eosId">;
type Windows = Pick<SequenceShape, "promptWindow" | "windows">;

/** What a person wrote, in tokens with its end; null when it is longer than the model reads, or the vocabulary can't spell it. */
function writtenTokens(tokenizer: Reader, { windows }: Windows, text: string): readonly number[] | null {
  const written = tokenizer.encode(text);
  const fits = written.length < Math.max(...windows) && tokenizer.decode(written) === text;
  return fits ? [...written, tokenizer.eosId] : null;
}

const promptTokens = (tokenizer: Reader, { promptWindow }: Windows, prompt: string): readonly number[] | null => {
  const tokens = tokenizer.encodePrompt(prompt);
  return tokens.length > promptWindow ? null : tokens;
};

const isEqual = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((token, i) => token === b[i]);

/** The shares of the verdicts that somebody can have read the answers for: with none left out, those of the comparison. */
function readVerdicts({ ballots, ...whole }: Pick<Comparison, "ballots" | "label" | "bothBad">) {
  const read = ballots.filter(({ tooFast }) => tooFast !== true);
  if (read.length === ballots.length) return { ...whole, ballots };
  const meanOf = (of: (verdict: Verdict) => number) =>
    read.reduce((sum, { verdict }) => sum + of(verdict), 0) / read.length;
  return { label: meanOf(labelOf), bothBad: meanOf((verdict) => Number(verdict === "bothBad")), ballots: read };
}

/**
 * Brings comparisons into tokens. A policy's answers are stored with theirs; what players wrote is encoded here. Null when a
 * prompt or an answer is longer than the model reads, or the vocabulary can't spell it, and when both answers are the same, between which
 * there is nothing to choose: it was judged, but isn't learnt from. Neither are verdicts given faster than anybody reads.
 */
export function learnerComparison(
  tokenizer: Reader,
  windows: Windows,
): (comparison: Comparison) => LearnerComparison | null {
  const tokensOf = ({ text, tokens, policyVersion }: ComparedResponse) =>
    policyVersion >= 0 ? tokens : writtenTokens(tokenizer, windows, text);

  return ({ a, b, repeatOf, ...comparison }) => {
    const { label, bothBad, ballots } = readVerdicts(comparison);
    if (ballots.length === 0 && comparison.ballots.length > 0) return null;
    const [left, right] = [tokensOf(a), tokensOf(b)];
    if (left === null || right === null || isEqual(left, right)) return null;
    if (promptTokens(tokenizer, windows, comparison.prompt) === null) return null;
    // A podium's comparisons are one ranking's pairs; a round has one podium.
    const ranking = comparison.kind === "podium" ? { ranking: comparison.roundId } : {};
    return {
      ...comparison,
      ...{ label, bothBad },
      ...ranking,
      ...(repeatOf === null ? {} : { repeatOf }),
      criterion: comparison.criterion,
      a: left,
      b: right,
      ballots: ballots.map(({ playerId, verdict, address }) => ({
        rater: playerId,
        label: labelOf(verdict),
        bothBad: verdict === "bothBad",
        ...(address === undefined ? {} : { address }),
      })),
    };
  };
}

/** Brings what a person wrote into tokens, to be learnt from as it is. Null as for comparisons. */
export function demonstrationSequence(
  tokenizer: Reader,
  windows: Windows,
): (demonstration: { readonly prompt: string; readonly text: string }) => Sequence | null {
  return ({ prompt, text }) => {
    const [asked, response] = [promptTokens(tokenizer, windows, prompt), writtenTokens(tokenizer, windows, text)];
    return asked === null || response === null ? null : { prompt: asked, response };
  };
}
