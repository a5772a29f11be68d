import type { PrincipleName } from "../../../shared/protocol/principles.ts";
import type { Engine } from "../../ml/engine/engine.ts";
import type { Checkpoint } from "../../ml/model/checkpoint.ts";
import { openGenerator } from "../../ml/model/generator.ts";
import type { PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { REVISION_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { readRevision, revisionPrompt } from "./revision-sequence.ts";

/** An answer that is to be revised by a principle. */
export interface Draft<P> {
  readonly prompt: string;
  readonly draft: string;
  readonly principle: P;
}

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

/** The pocket model's own revision task. Drafts that are too long for it, and revisions that break off, are null. */
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
