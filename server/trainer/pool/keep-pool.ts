import { packPrompts } from "../../game/packs/pack-prompts.ts";
import type { NewPair } from "../../ports/pool.ts";
import type { TrainingLine } from "../training-line.ts";
import {
  type AnswerPool,
  answersByPrompt,
  type OlderAnswer,
  type PoolPrompt,
  poolPairs,
  sampleAnswers,
} from "./answer-pool.ts";

/** Older answers to one prompt that are kept for showdowns. */
const KEEP_OLDER = 5;

/** Samples answers of the learner's present policy and pairs them for players, against older versions' answers too. */
export interface PoolKeeper {
  /** Random prompts, as many as a pool has, none of `except`. */
  pickPrompts(except?: readonly PoolPrompt[]): PoolPrompt[];
  /** Prompts of the packs that are being played, as far as the model can read them. */
  packPrompts(): Promise<PoolPrompt[]>;
  sample(prompts: readonly PoolPrompt[]): Promise<AnswerPool>;
  /** Keeps one answer to each prompt for showdowns against later versions, and all of the starting policy's for rapid pairs. */
  remember(answers: AnswerPool, policyVersion: number): void;
  pairsOf(answers: AnswerPool, policyVersion: number): NewPair[];
  /** Adds pairs of a version, the learner's present one, when few are left, to prompts of no pack or of one that is played; true when there were few. */
  refill(policyVersion: number, onStart: () => Promise<void>): Promise<boolean>;
}

/** A pool keeper that remembers no answers yet. */
export function keepPool(line: TrainingLine): PoolKeeper {
  const { arenaId, learner, schedule, stores, random, isSafe } = line;
  const older = new Map<string, readonly OlderAnswer[]>();
  const start = new Map<string, readonly OlderAnswer[]>();

  /** Packs whose host was told that the model can't read them. */
  const unreadable = new Set<string>();

  /** Packs that are being played, by their ids. */
  async function readablePacks(): Promise<Map<string, PoolPrompt[]>> {
    const packs = new Map<string, PoolPrompt[]>();
    if (!line.answersAnything) return packs;
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

  function pickPrompts(except: readonly PoolPrompt[] = [], prompts = line.prompts): PoolPrompt[] {
    const left = prompts.filter((prompt) => !except.includes(prompt));
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

  /** Sources, by version and pack, whose answers made no pair that players may see: asking again at once would be all the trainer does. */
  const dry = new Set<string>();

  async function fill(
    policyVersion: number,
    packId: string | undefined,
    prompts: readonly PoolPrompt[],
  ): Promise<void> {
    const pairs = pairsOf(await sample(pickPrompts([], prompts)), policyVersion);
    await stores.pool.add(arenaId, pairs);
    if (pairs.length > 0) return;
    dry.add(`${policyVersion} ${packId}`);
    line.log.warn({ version: policyVersion, packId }, "No two answers of a whole pool may be shown to players");
  }

  return {
    pickPrompts: (except) => pickPrompts(except),
    packPrompts: async () => [...(await readablePacks()).values()].flat(),
    sample,
    pairsOf,
    remember(answers, policyVersion) {
      for (const [prompt, some] of answersByPrompt(answers, policyVersion, isSafe)) {
        if (policyVersion === 0) start.set(prompt, some);
        older.set(prompt, [...(older.get(prompt) ?? []).slice(1 - KEEP_OLDER), some[0]!]);
      }
    },
    async refill(policyVersion, onStart) {
      const sources: [string | undefined, readonly PoolPrompt[]][] = [
        ...(await readablePacks()),
        [undefined, line.prompts],
      ];
      for (const [packId, prompts] of sources) {
        const { rapid } = await stores.pool.remaining(arenaId, policyVersion, packId);
        if (rapid >= schedule.lowWater || dry.has(`${policyVersion} ${packId}`)) continue;
        await onStart();
        await fill(policyVersion, packId, prompts);
        return true; // whatever else there is to do comes before the next one
      }
      return false;
    },
  };
}
