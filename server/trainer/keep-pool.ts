import { packPrompts } from "../arena/pack-prompts.ts";
import type { NewPair, NewResponse } from "../arena/ports.ts";
import { type AnswerPool, type PoolPrompt, poolPairs, safeAnswers, sampleAnswers } from "./answer-pool.ts";
import type { TrainingLine } from "./training-line.ts";

/** Older answers to one prompt that are kept for showdowns. */
const KEEP_OLDER = 5;

/** Samples answers of the learner's present policy and pairs them for players, against older versions' answers too. */
export interface PoolKeeper {
  pickPrompts(): PoolPrompt[];
  /** Prompts of the packs that are being played, as far as the model can read them. */
  packPrompts(): Promise<PoolPrompt[]>;
  sample(prompts: readonly PoolPrompt[]): Promise<AnswerPool>;
  /** Keeps one answer to each prompt for showdowns against later versions. */
  remember(answers: AnswerPool, policyVersion: number): void;
  pairsOf(answers: AnswerPool, policyVersion: number): NewPair[];
  /** Adds pairs of a version, the learner's present one, when few are left, to prompts of no pack or of one that is played; true when there were few. */
  refill(policyVersion: number, onStart: () => Promise<void>): Promise<boolean>;
}

export function keepPool(line: TrainingLine): PoolKeeper {
  const { arenaId, learner, schedule, stores, random, isSafe } = line;
  const older = new Map<string, NewResponse[]>();

  /** Packs whose host was told that the model can't read them. */
  const unreadable = new Set<string>();

  /** Packs that are being played, by their ids. */
  async function readablePacks(): Promise<Map<string, PoolPrompt[]>> {
    const packs = new Map<string, PoolPrompt[]>();
    for (const pack of await stores.promptPacks.played(arenaId)) {
      const readable = packPrompts(pack).filter(({ text }) => line.canRead(text));
      if (readable.length > 0) packs.set(pack.id, readable);
      else if (!unreadable.has(pack.id)) {
        unreadable.add(pack.id);
        line.log.warn({ pack: pack.name }, "Every prompt of this pack is too long for the model: its game will wait");
      }
    }
    return packs;
  }

  function pickPrompts(prompts = line.prompts): PoolPrompt[] {
    const left = prompts.slice();
    return Array.from(
      { length: Math.min(schedule.poolPrompts, left.length) },
      () => left.splice(Math.floor(random() * left.length), 1)[0]!,
    );
  }
  const sample = (prompts: readonly PoolPrompt[]) =>
    sampleAnswers(learner, prompts, schedule.perPrompt, line.decode, random);
  const pairsOf = (answers: AnswerPool, policyVersion: number) =>
    poolPairs(learner, answers, policyVersion, older, schedule.showdowns, isSafe, random);

  async function fill(policyVersion: number, prompts: readonly PoolPrompt[]): Promise<void> {
    const answers = await sample(pickPrompts(prompts));
    await stores.pool.add(arenaId, pairsOf(answers, policyVersion));
  }

  return {
    pickPrompts: () => pickPrompts(),
    packPrompts: async () => [...(await readablePacks()).values()].flat(),
    sample,
    pairsOf,
    remember(answers, policyVersion) {
      const rewards = learner.rewards(answers.readings);
      const safe = safeAnswers(answers, isSafe);
      for (const [i, prompt] of answers.prompts.entries()) {
        const index = safe[i]![0];
        if (index === undefined) continue;
        const response = { text: answers.texts[index]!, tokens: answers.generated[index]!.response, policyVersion };
        const reward = learner.ensemble === null ? null : rewards[index]!;
        const before = older.get(prompt.id) ?? [];
        older.set(prompt.id, [...before.slice(1 - KEEP_OLDER), { ...response, reward }]);
      }
    },
    async refill(policyVersion, onStart) {
      const sources: [string | undefined, readonly PoolPrompt[]][] = [
        ...(await readablePacks()),
        [undefined, line.prompts],
      ];
      for (const [packId, prompts] of sources) {
        const { rapid } = await stores.pool.remaining(arenaId, policyVersion, packId);
        if (rapid >= schedule.lowWater) continue;
        await onStart();
        await fill(policyVersion, prompts);
        return true; // whatever else there is to do comes before the next one
      }
      return false;
    },
  };
}
