import { endsResponse, type Sequence } from "../../ml/model/batch-layout.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { SequenceShape } from "../../ml/training/reference-model.ts";

/** A prompt with its answer as the reward model reads it. */
export interface QueryRead {
  readonly sequence: Sequence;
  /** Whether the answer was longer than is read: what stands behind is not. */
  readonly cut: boolean;
}

type Windows = Pick<SequenceShape, "promptWindow" | "windows" | "eosId" | "endIds" | "padId">;

/**
 * Reads a text as engines keep it: a prompt with the answer behind it, special tokens spelt out. A prompt without any is a question as people ask it.
 * @returns what is wrong with it, where it can't be read
 */
export function readQuery(
  tokenizer: Pick<Tokenizer, "encode" | "encodeSpelt" | "encodePrompt">,
  { promptWindow, windows, eosId, endIds, padId }: Windows,
  query: string,
  prompt: string,
): QueryRead | string {
  const whole = tokenizer.encodeSpelt(query);
  const spelt = tokenizer.encodeSpelt(prompt);
  const from = whole.findIndex((id) => id !== padId);
  const behind = whole.slice(Math.max(0, from));
  if (!spelt.every((id, i) => behind[i] === id)) return "doesn't begin with its prompt";
  const isPlain = tokenizer.encode(prompt).join() === spelt.join();
  const asked = isPlain ? tokenizer.encodePrompt(prompt) : spelt;
  if (asked.length > promptWindow) return `has a prompt of ${asked.length} tokens, and the model reads ${promptWindow}`;
  const answer = behind.slice(spelt.length);
  const end = answer.findIndex((id) => endsResponse(id, { eosId, endIds }));
  const response = end < 0 ? answer.filter((id) => id !== padId) : answer.slice(0, end + 1);
  if (response.length === 0) return "has no answer behind its prompt";
  const most = Math.max(...windows);
  return { sequence: { prompt: asked, response: response.slice(0, most) }, cut: response.length > most };
}
