import { seeded } from "../../../shared/random/seeded.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import type { Learner } from "../learner-contract.ts";
import type { PoolPrompt } from "./answer-pool.ts";

/** Every version draws with the same random numbers. */
const SEED = 7;
/** Answers to draw from: the first safe one is shown. */
const TRIES = 3;

/** What the showcase needs of a training line. */
export interface ShowcaseLine {
  readonly arenaId: ArenaId;
  readonly learner: Pick<Learner, "sample">;
  readonly stores: Pick<Stores, "showcase">;
  readonly showcasePrompts: readonly PoolPrompt[];
  readonly decode: (tokens: readonly number[]) => string;
  readonly isSafe: (text: string) => boolean;
}

/**
 * Keeps each version's answers to the same few prompts, for the lab to show side by side.
 *
 * @returns a function that stores those of the learner's present version, unless they are stored already
 */
export function showcase(line: ShowcaseLine): (version: number) => Promise<void> {
  const { arenaId, learner, stores, showcasePrompts } = line;
  let stored: number | null = null;
  return async (version) => {
    if (stored === version) return;
    if (!(await stores.showcase.has(arenaId, version))) await stores.showcase.add(arenaId, version, await answers());
    stored = version;
  };

  async function answers() {
    const asked = showcasePrompts.flatMap((prompt) => Array.from({ length: TRIES }, () => prompt.text));
    const generated = await learner.sample(asked, seeded(SEED));
    return showcasePrompts.flatMap((prompt, i) => {
      const tries = generated.slice(i * TRIES, (i + 1) * TRIES);
      const drawn = tries.map(({ response }) => ({ prompt, text: line.decode(response), tokens: response }));
      return drawn.find(({ text }) => line.isSafe(text)) ?? [];
    });
  }
}
