import type { NewPair } from "../arena/ports.ts";
import {
  type AnswerPool,
  type OlderAnswer,
  type PoolPrompt,
  poolPairs,
  safeAnswers,
  sampleAnswers,
} from "./answer-pool.ts";
import type { TrainingLine } from "./training-line.ts";

/** Older answers to one prompt that are kept for showdowns. */
const KEEP_OLDER = 5;

/** Samples answers of the learner's present policy and pairs them for players, against older versions' answers too. */
export interface PoolKeeper {
  pickPrompts(): PoolPrompt[];
  sample(prompts: readonly PoolPrompt[]): Promise<AnswerPool>;
  /** Keeps one answer to each prompt for showdowns against later versions. */
  remember(answers: AnswerPool, policyVersion: number): void;
  pairsOf(answers: AnswerPool, policyVersion: number): NewPair[];
  /** Adds pairs of a version, the learner's present one, when few are left; true when there were few. */
  refill(policyVersion: number, onStart: () => Promise<void>): Promise<boolean>;
}

export function keepPool(line: TrainingLine): PoolKeeper {
  const { arenaId, learner, schedule, stores, random, isSafe } = line;
  const older = new Map<string, OlderAnswer[]>();

  function pickPrompts(): PoolPrompt[] {
    const left = line.prompts.slice();
    return Array.from(
      { length: Math.min(schedule.poolPrompts, left.length) },
      () => left.splice(Math.floor(random() * left.length), 1)[0]!,
    );
  }
  const sample = (prompts: readonly PoolPrompt[]) =>
    sampleAnswers(learner, prompts, schedule.perPrompt, line.decode, random);
  const pairsOf = (answers: AnswerPool, policyVersion: number) =>
    poolPairs(learner, answers, policyVersion, older, schedule.showdowns, isSafe, random);

  return {
    pickPrompts,
    sample,
    pairsOf,
    remember(answers, policyVersion) {
      const safe = safeAnswers(answers, isSafe);
      for (const [i, prompt] of answers.prompts.entries()) {
        const index = safe[i]![0];
        if (index === undefined) continue;
        const response = { text: answers.texts[index]!, tokens: answers.generated[index]!.response, policyVersion };
        const before = older.get(prompt.id) ?? [];
        older.set(prompt.id, [...before.slice(1 - KEEP_OLDER), { response, reading: answers.readings[index]! }]);
      }
    },
    async refill(policyVersion, onStart) {
      const { rapid } = await stores.pool.remaining(arenaId, policyVersion);
      if (rapid >= schedule.lowWater) return false;
      await onStart();
      await stores.pool.add(arenaId, pairsOf(await sample(pickPrompts()), policyVersion));
      return true;
    },
  };
}
