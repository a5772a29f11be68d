import type { NewPair } from "../arena/ports.ts";
import {
  type AnswerPool,
  answersByPrompt,
  type OlderAnswer,
  type PoolPrompt,
  poolPairs,
  sampleAnswers,
} from "./answer-pool.ts";
import type { TrainingLine } from "./training-line.ts";

/** Older answers to one prompt that are kept for showdowns. */
const KEEP_OLDER = 5;

/** Samples answers of the learner's present policy and pairs them for players, against older versions' answers too. */
export interface PoolKeeper {
  /** Random prompts, as many as a pool has, none of `except`. */
  pickPrompts(except?: readonly PoolPrompt[]): PoolPrompt[];
  sample(prompts: readonly PoolPrompt[]): Promise<AnswerPool>;
  /** Keeps one answer to each prompt for showdowns against later versions, and all of the starting policy's for rapid pairs. */
  remember(answers: AnswerPool, policyVersion: number): void;
  pairsOf(answers: AnswerPool, policyVersion: number): NewPair[];
  /** Adds pairs of a version, the learner's present one, when few are left; true when there were few. */
  refill(policyVersion: number, onStart: () => Promise<void>): Promise<boolean>;
}

export function keepPool(line: TrainingLine): PoolKeeper {
  const { arenaId, learner, schedule, stores, random, isSafe } = line;
  const older = new Map<string, readonly OlderAnswer[]>();
  const start = new Map<string, readonly OlderAnswer[]>();

  function pickPrompts(except: readonly PoolPrompt[] = []): PoolPrompt[] {
    const left = line.prompts.filter((prompt) => !except.includes(prompt));
    return Array.from(
      { length: Math.min(schedule.poolPrompts, left.length) },
      () => left.splice(Math.floor(random() * left.length), 1)[0]!,
    );
  }
  const sample = (prompts: readonly PoolPrompt[]) =>
    sampleAnswers(learner, prompts, schedule.perPrompt, line.decode, random);
  const pairsOf = (answers: AnswerPool, policyVersion: number) =>
    poolPairs(
      learner,
      answers,
      policyVersion,
      { showdown: older, rapid: policyVersion === 0 ? new Map() : start },
      schedule.showdowns,
      isSafe,
      random,
    );

  return {
    pickPrompts,
    sample,
    pairsOf,
    remember(answers, policyVersion) {
      for (const [prompt, some] of answersByPrompt(answers, policyVersion, isSafe)) {
        if (policyVersion === 0) start.set(prompt, some);
        older.set(prompt, [...(older.get(prompt) ?? []).slice(1 - KEEP_OLDER), some[0]!]);
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
