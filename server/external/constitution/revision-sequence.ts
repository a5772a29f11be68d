import type { PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { REVISION_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { knownPrinciples } from "../../world/principles/known-principles.ts";
import type { Revision } from "../../world/revision.ts";

/**
 * The revision task in tokens: `<bos> question <sep> draft <sep> word <sep>`, then `critique <sep> revision <eos>`.
 */
type Words = Pick<PocketTokenizer, "encode" | "encodePrompt" | "decode" | "sepId" | "eosId">;

const LIMIT = REVISION_SHAPE.windows.at(-1)!;

/** What the model reads; null when the draft is too long to be revised. */
export function revisionPrompt(
  { encode, encodePrompt, sepId }: Words,
  { prompt, draft, principle }: Pick<Revision, "prompt" | "draft" | "principle">,
): readonly number[] | null {
  const { word } = knownPrinciples[principle];
  const tokens = [...encodePrompt(prompt), ...encode(draft), sepId, ...encode(word), sepId];
  return tokens.length <= REVISION_SHAPE.promptWindow ? tokens : null;
}

/** What it should say; null when that is longer than its window. */
export function revisionResponse(
  { encode, sepId, eosId }: Words,
  { critique, revision }: Pick<Revision, "critique" | "revision">,
): readonly number[] | null {
  const tokens = [...encode(critique), sepId, ...encode(revision), eosId];
  return tokens.length <= LIMIT ? tokens : null;
}

/** What it said; null when it broke off or gave no revision. */
export function readRevision(
  { decode, sepId, eosId }: Words,
  response: readonly number[],
): Pick<Revision, "critique" | "revision"> | null {
  const at = response.indexOf(sepId);
  const [critique, revision] = [response.slice(0, at), response.slice(at + 1, -1)];
  const isWhole = at > 0 && revision.length > 0 && !revision.includes(sepId) && response.at(-1) === eosId;
  return isWhole ? { critique: decode(critique), revision: decode(revision) } : null;
}
