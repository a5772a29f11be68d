import type { UnreadReason } from "../../shared/protocol/imports.ts";
import { labelOf } from "../../shared/round/votes/verdict.ts";
import type { Sequence } from "../ml/model/batch-layout.ts";
import { ConversationRefused, type Tokenizer } from "../ml/tokenizer/load-tokenizer.ts";
import type { SequenceShape } from "../ml/training/reference-model.ts";
import type { ComparedAnswer, Comparison, ConversationTurn } from "../ports/learning.ts";
import { readVerdicts } from "../stats/read-verdicts.ts";
import type { LearnerComparison } from "./learner-contract.ts";

type Reader = Pick<Tokenizer, "encode" | "encodePrompt" | "decode" | "eosId" | "readsTurns">;
type Windows = Pick<SequenceShape, "promptWindow" | "windows">;

/**
 * What a person wrote, in tokens with its end, or why the model can't read it. Spaces and line breaks at the edges are no part of an answer as a
 * model gives it.
 */
function writtenTokens(tokenizer: Reader, { windows }: Windows, text: string): readonly number[] | UnreadReason {
  const answer = text.trim();
  const written = tokenizer.encode(answer);
  if (written.length >= Math.max(...windows)) return "longAnswer";
  return tokenizer.decode(written).trim() === answer ? [...written, tokenizer.eosId] : "spelling";
}

function promptTokens(
  tokenizer: Reader,
  { promptWindow }: Windows,
  prompt: string,
  turns: readonly ConversationTurn[] | null = null,
): readonly number[] | UnreadReason {
  if (turns !== null && tokenizer.readsTurns !== true) return "turns";
  try {
    const tokens = tokenizer.encodePrompt(prompt, turns);
    return tokens.length > promptWindow ? "longPrompt" : tokens;
  } catch (error) {
    if (error instanceof ConversationRefused) return "template";
    throw error;
  }
}

const isEqual = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((token, i) => token === b[i]);

type Tokens = readonly number[];

/** What was asked: a question, or a conversation with its transcript. */
export type Asked = Pick<Comparison, "prompt" | "turns">;

/** A comparison in tokens. */
interface PairTokens {
  readonly prompt: Tokens;
  readonly a: Tokens;
  readonly b: Tokens;
}

/** Two answers with what they answer, or why nothing can be learnt from them. */
function pairTokens(
  tokenizer: Reader,
  windows: Windows,
  asked: Asked,
  a: Tokens | UnreadReason,
  b: Tokens | UnreadReason,
): PairTokens | UnreadReason {
  const prompt = promptTokens(tokenizer, windows, asked.prompt, asked.turns);
  if (typeof prompt === "string") return prompt;
  if (typeof a === "string") return a;
  if (typeof b === "string") return b;
  return isEqual(a, b) ? "same" : { prompt, a, b };
}

/** Reads a comparison that was made elsewhere: its tokens, or why the model can't learn from it. */
export const importedTokens =
  (tokenizer: Reader, windows: Windows) =>
  (asked: Asked, a: string, b: string): PairTokens | UnreadReason =>
    pairTokens(tokenizer, windows, asked, writtenTokens(tokenizer, windows, a), writtenTokens(tokenizer, windows, b));

/**
 * Brings comparisons into tokens. A policy's answers are stored with theirs; what players wrote is encoded here. Null when a
 * prompt or an answer is longer than the model reads, or the vocabulary can't spell it, and when both answers are the same, between which
 * there is nothing to choose: it was judged, but isn't learnt from. Neither are verdicts given faster than anybody reads.
 */
export function learnerComparison(
  tokenizer: Reader,
  windows: Windows,
): (comparison: Comparison) => LearnerComparison | null {
  const tokensOf = ({ text, tokens, policyVersion }: ComparedAnswer) =>
    policyVersion >= 0 ? tokens : writtenTokens(tokenizer, windows, text);

  return ({ a, b, repeatOf, ...comparison }) => {
    const { label, bothBad, ballots } = readVerdicts(comparison);
    if (ballots.length === 0 && comparison.ballots.length > 0) return null;
    const tokens = pairTokens(tokenizer, windows, comparison, tokensOf(a), tokensOf(b));
    if (typeof tokens === "string") return null;
    // A podium's comparisons are one ranking's pairs; a round has one podium.
    const ranking = comparison.kind === "podium" ? { ranking: comparison.roundId } : {};
    return {
      ...comparison,
      ...{ label, bothBad },
      ...ranking,
      ...(repeatOf === null ? {} : { repeatOf }),
      criterion: comparison.criterion,
      a: tokens.a,
      b: tokens.b,
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
    return typeof asked === "string" || typeof response === "string" ? null : { prompt: asked, response };
  };
}
