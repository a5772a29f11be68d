import type { Word } from "../../ml/objectives/repetition-penalty.ts";
import { pairsOf } from "../../ml/objectives/variety-reward.ts";

/** How one of several answers is picked to be shown. */
export interface PickSettings {
  /** Answers that are drawn to the prompt. 1: what is drawn is shown. */
  readonly bestOf: number;
  /** So many of them, the reward model's first, are in the choice; of these the most varied one is shown. */
  readonly keep: number;
}

/** As shipped, for answers that cost next to nothing. */
export const PICKING: PickSettings = { bestOf: 8, keep: 4 };
/** Nothing is picked, as where an answer takes seconds. */
export const AS_DRAWN: PickSettings = { bestOf: 1, keep: 1 };

/** What a server's settings make of a model's own: half of the answers are kept unless they say how many. */
export const pickingBy = (
  { bestOf, keep }: { readonly bestOf: number | null; readonly keep: number | null },
  own: PickSettings,
): PickSettings => (bestOf === null ? own : { bestOf, keep: keep ?? Math.ceil(bestOf / 2) });

/** An answer that may be shown. */
export interface PickCandidate {
  readonly reward: number;
  readonly words: readonly Word[];
}

/** Shows one answer after the other, each beside what was shown before it. */
export interface VariedPicker {
  /**
   * The index of the answer that is shown: of the reward model's first ones, the one with the most pairs of neighbouring words that none before it
   * had; of equals, the better one. Undefined without candidates.
   */
  pick(candidates: readonly PickCandidate[]): number | undefined;
}

/**
 * The best of several answers says the same to everybody: what the reward model likes most. Where the choice among good ones goes to what hasn't been
 * said yet, most of the gain stays and the wording stays as rich as the policy's (docs/log).
 */
export function variedPicker({ keep }: Pick<PickSettings, "keep">): VariedPicker {
  const said = new Set<string>();
  return {
    pick(candidates) {
      const first = candidates
        .map(({ reward, words }, index) => ({ reward, index, pairs: new Set(pairsOf([words])) }))
        .sort((a, b) => b.reward - a.reward)
        .slice(0, keep)
        .map((one) => ({ ...one, fresh: [...one.pairs].filter((pair) => !said.has(pair)).length }));
      const [picked] = first.sort((a, b) => b.fresh - a.fresh || b.reward - a.reward);
      for (const pair of picked?.pairs ?? []) said.add(pair);
      return picked?.index;
    },
  };
}
