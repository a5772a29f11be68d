import type { PrincipleName } from "../../../shared/protocol/principles.ts";
import type { Engine } from "../../ml/engine/engine.ts";
import type { Checkpoint } from "../../ml/model/checkpoint.ts";
import { openGenerator } from "../../ml/model/generator.ts";
import type { PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { REVISION_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { knownPrinciples } from "../../world/principles/known-principles.ts";
import type { Revision } from "../../world/revision.ts";

/** An answer that is to be revised by a principle. */
export interface Draft<P> {
  readonly prompt: string;
  readonly draft: string;
  readonly principle: P;
}

/** A draft's critique and what became of the draft. */
export interface Revised {
  readonly critique: string;
  readonly revision: string;
}

/** Who criticises and revises answers by principles of kind `P`. */
export interface Reviser<P> {
  /** In order; null for a draft that couldn't be revised. */
  revise(drafts: readonly Draft<P>[]): Promise<readonly (Revised | null)[]>;
  dispose(): Promise<void>;
}

const ROWS = 32;

/**
 * Revises by the pocket model's own revision task. Drafts that are too long for it, and revisions that break off, are null. The caller
 * disposes of it.
 */
export async function openPocketReviser(
  engine: Engine,
  { config, weights }: Checkpoint,
  tokenizer: PocketTokenizer,
  random: () => number,
): Promise<Reviser<PrincipleName>> {
  const shape = { ...REVISION_SHAPE, rows: ROWS, responseWindow: REVISION_SHAPE.windows.at(-1)! };
  const generator = await openGenerator(engine, config, weights, shape);
  return {
    async revise(drafts) {
      const prompts = drafts.map((draft) => revisionPrompt(tokenizer, draft));
      const fitting = prompts.flatMap((tokens, i) => (tokens === null ? [] : [{ tokens, i }]));
      const said = await generator.generate(
        fitting.map(({ tokens }) => tokens),
        { random },
      );
      const revised: (Revised | null)[] = drafts.map(() => null);
      for (const [j, { i }] of fitting.entries()) revised[i] = readRevision(tokenizer, said[j]!.response);
      return revised;
    },
    dispose: () => generator.dispose(),
  };
}

/** What the revision task needs of the tokenizer. In tokens it is `<bos> prompt <sep> draft <sep> word <sep>`, then `critique <sep> revision <eos>`. */
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
