import { seeded } from "../../../shared/random/seeded.ts";
import { type Ends, hasEnded } from "../../ml/model/batch-layout.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import type { Learner } from "../learner-contract.ts";
import type { PoolPrompt } from "./answer-pool.ts";

/** Dice of their own, so that no other draw of the trainer changes; another throw for each version, so that two that are nearly alike still differ in words. */
const SEED = 1_013;
/** Answers to each prompt, so that a rematch finds fresh ones. */
const ANSWERS = 2;

/** What keeping answers for finales needs of a training line. */
export interface FinaleLine extends Ends {
  readonly arenaId: ArenaId;
  readonly learner: Pick<Learner, "sample">;
  readonly stores: Pick<Stores, "finales">;
  readonly decode: (tokens: readonly number[]) => string;
  readonly isSafe: (text: string) => boolean;
}

/** Prompts that no round and no training has: of a pack, or the arena's own. */
export interface KeptPrompts {
  readonly packId: string | undefined;
  readonly prompts: readonly PoolPrompt[];
}

/**
 * Keeps each version's answers to prompts that no stage of training has seen, so that a finale can be dealt at once. All that are safe are kept: the
 * reward model has no say in which of them players will see.
 *
 * @returns a function that stores those of the learner's present version, unless they are stored already
 */
export function finaleAnswers(line: FinaleLine): (version: number, kept: readonly KeptPrompts[]) => Promise<void> {
  const { arenaId, learner, stores } = line;
  const stored = new Set<string>();
  return async (version, kept) => {
    for (const { packId, prompts } of kept) {
      const key = `${version} ${packId ?? ""}`;
      if (stored.has(key)) continue;
      if (!(await stores.finales.has(arenaId, version, packId)))
        await stores.finales.add(arenaId, version, await answers(version, prompts));
      stored.add(key);
    }
  };

  async function answers(version: number, prompts: readonly PoolPrompt[]) {
    const asked = prompts.flatMap((prompt) => Array.from({ length: ANSWERS }, () => prompt));
    const generated = await learner.sample(
      asked.map(({ text }) => text),
      seeded(SEED + version),
    );
    return asked
      .map((prompt, i) => {
        const tokens = generated[i]!.response;
        return { prompt, text: line.decode(tokens), tokens, ended: hasEnded(generated[i]!, line) };
      })
      .filter(({ text }) => line.isSafe(text) && text.trim() !== "");
  }
}
