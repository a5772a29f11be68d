import { seeded } from "../../../shared/random/seeded.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import type { PoolPrompt } from "./answer-pool.ts";
import { drawShowable, isPicking, type PickLine, pickFor } from "./picked-answers.ts";

/** Dice of their own, so that no other draw of the trainer changes; another throw for each version, so that two that are nearly alike still differ in words. */
const SEED = 1_013;
/** Answers to each prompt, so that a rematch finds fresh ones. */
const ANSWERS = 2;

/** What keeping answers for finales needs of a training line. */
export interface FinaleLine extends PickLine {
  readonly arenaId: ArenaId;
  readonly stores: Pick<Stores, "finales">;
  readonly enter: () => Promise<void>;
}

/** Prompts that no round and no training has: of a pack, or the arena's own. */
export interface KeptPrompts {
  readonly packId: string | undefined;
  readonly prompts: readonly PoolPrompt[];
}

/**
 * Keeps each version's answers to prompts that no stage of training has seen, so that a finale can be dealt at once. They are picked as all
 * answers for show are: of the starting model, which has no reward model, they are shown as they were drawn.
 *
 * @returns a function that stores those of the learner's present version, unless they are stored already
 */
export function finaleAnswers(line: FinaleLine): (version: number, kept: readonly KeptPrompts[]) => Promise<void> {
  const { arenaId, stores } = line;
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
    await line.enter();
    const draws = isPicking(line) ? line.schedule.picking.bestOf : ANSWERS;
    const texts = prompts.map(({ text }) => text);
    const groups = await drawShowable(line, texts, Math.max(ANSWERS, draws), seeded(SEED + version));
    const shown = isPicking(line) ? await pickFor(line, groups, ANSWERS) : groups;
    return prompts.flatMap((prompt, i) =>
      shown[i]!.map(({ text, generated, ended }) => ({ prompt, text, tokens: generated.response, ended })),
    );
  }
}
