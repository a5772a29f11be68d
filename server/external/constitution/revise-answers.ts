import type { PrincipleName } from "../../../shared/protocol/principles.ts";
import { shuffled } from "../../../shared/random/shuffled.ts";
import type { Sequence } from "../../ml/model/batch-layout.ts";
import type { PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { SequenceShape } from "../../ml/training/length-buckets.ts";
import { isSafe } from "../../world/safety.ts";
import type { ChatClient } from "../endpoint/chat-client.ts";
import type { WrittenPrinciple } from "./constitution.ts";
import { endpointReviser } from "./endpoint-reviser.ts";
import type { Draft, Reviser } from "./reviser.ts";

/** An answer on its way through a constitution. */
export interface RevisedAnswer {
  readonly prompt: string;
  readonly draft: string;
  /** What became of it; the draft where no revision was of use. */
  readonly answer: string;
  /** Revisions tried, in order; `revision` is null for one that broke off or isn't safe, and then nothing changed. */
  readonly steps: readonly {
    readonly principle: number;
    readonly critique: string | null;
    readonly revision: string | null;
  }[];
}

/** Revisions that one answer goes through at most (Bai et al. 2022 found most of the gain in the first ones). */
const MAX_REVISIONS = 4;

/**
 * Critique and revision of each answer by the constitution's principles one after another, in an order drawn for it.
 * @param onRevised told how many revisions were tried since it was told last
 */
export async function reviseAnswers(
  answers: readonly { readonly prompt: string; readonly response: string }[],
  principles: readonly WrittenPrinciple[],
  reviser: Reviser<WrittenPrinciple>,
  random: () => number,
  onRevised: (count: number) => void = () => {},
): Promise<readonly RevisedAnswer[]> {
  const count = revisionsOf(principles);
  const orders = answers.map(() => shuffled([...principles.keys()], random).slice(0, count));
  let revised = answers.map(
    ({ prompt, response }): RevisedAnswer => ({ prompt, draft: response, answer: response, steps: [] }),
  );
  for (let nth = 0; nth < count; nth++) {
    const drafts = revised.map(({ prompt, answer }, i) => ({
      prompt,
      draft: answer,
      principle: principles[orders[i]![nth]!]!,
    }));
    const results = await reviser.revise(drafts);
    revised = revised.map((one, i) => {
      const result = results[i]!;
      const revision = result !== null && isSafe(result.revision) ? result.revision : null;
      const step = { principle: orders[i]![nth]!, critique: result?.critique ?? null, revision };
      return { ...one, answer: revision ?? one.answer, steps: [...one.steps, step] };
    });
    onRevised(results.length);
  }
  return revised;
}

/** A revised answer to learn. Null where no revision was of use, and where it is longer than an answer may be. */
export function revisedSequence(
  { prompt, answer, steps }: RevisedAnswer,
  tokenizer: Pick<PocketTokenizer, "encode" | "encodePrompt" | "decode" | "eosId">,
  { windows }: Pick<SequenceShape, "windows">,
): Sequence | null {
  if (steps.every(({ revision }) => revision === null)) return null;
  const response = [...tokenizer.encode(answer), tokenizer.eosId];
  const isReadable = response.length <= windows.at(-1)! && tokenizer.decode(response) === answer;
  return isReadable ? { prompt: tokenizer.encodePrompt(prompt), response } : null;
}

/** How often each answer is revised. */
export const revisionsOf = (principles: readonly WrittenPrinciple[]): number =>
  Math.min(principles.length, MAX_REVISIONS);

/** The world's principles go to the pocket model, those in somebody's own words to the endpoint. */
export function constitutionReviser(
  pocket: Reviser<PrincipleName>,
  openClient: () => ChatClient,
): Reviser<WrittenPrinciple> {
  let endpoint: Reviser<string> | null = null;
  return {
    async revise(drafts) {
      const known = [...drafts.entries()].flatMap(([i, draft]): [number, Draft<PrincipleName>][] =>
        draft.principle.known === null ? [] : [[i, { ...draft, principle: draft.principle.known }]],
      );
      const own = [...drafts.entries()].flatMap(([i, draft]): [number, Draft<string>][] =>
        draft.principle.known === null ? [[i, { ...draft, principle: draft.principle.text }]] : [],
      );
      const byPocket = await pocket.revise(known.map(([, draft]) => draft));
      if (own.length > 0) endpoint ??= endpointReviser(openClient());
      const byEndpoint = own.length > 0 ? await endpoint!.revise(own.map(([, draft]) => draft)) : [];
      const results = new Map([
        ...known.map(([i], j) => [i, byPocket[j]!] as const),
        ...own.map(([i], j) => [i, byEndpoint[j]!] as const),
      ]);
      return drafts.map((_, i) => results.get(i) ?? null);
    },
    dispose: () => pocket.dispose(),
  };
}
