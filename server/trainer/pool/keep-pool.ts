import { FINALE_PAIRS } from "../../../shared/round/beats/finale.ts";
import { packPrompts, splitPrompts } from "../../game/packs/pack-prompts.ts";
import type { NewPair } from "../../ports/pool.ts";
import type { TrainingLine } from "../training-line.ts";
import {
  type AnswerPool,
  answersByPrompt,
  type OlderAnswer,
  type OlderAnswers,
  type PoolPrompt,
  poolPairs,
  sampleAnswers,
} from "./answer-pool.ts";
import type { KeptPrompts } from "./finale-answers.ts";
import { isPicking } from "./picked-answers.ts";
import { pickedShowdowns } from "./picked-showdowns.ts";
import { type PoolDemand, poolDemand } from "./pool-demand.ts";

/** Older answers to one prompt that are kept for showdowns. */
const KEEP_OLDER = 5;

/** Prompts that are dealt apart from others. */
interface PromptSource {
  /** Undefined: they belong to no pack. */
  readonly packId: string | undefined;
  readonly prompts: readonly PoolPrompt[];
}

/** What players are asked at present: prompts of the packs that are being played, as far as the model can read them, and the arena's own. */
export interface AskedPrompts {
  /** Differs where the sources do. */
  readonly key: string;
  /** At least one. */
  readonly sources: readonly PromptSource[];
}

/** Samples answers of the learner's present policy and pairs them for players, against older versions' answers too. */
export interface PoolKeeper {
  asked(): Promise<AskedPrompts>;
  /** What finales of the games at present are about: kept prompts of their packs, or the arena's own. */
  kept(): Promise<KeptPrompts[]>;
  /** Random prompts, as many as a pool has, of every source as many; none of `except`. */
  pickPrompts(asked: AskedPrompts, except?: readonly PoolPrompt[]): PoolPrompt[];
  /** A pool's answers to these prompts: to few of them, the more to each. */
  sample(prompts: readonly PoolPrompt[]): Promise<AnswerPool>;
  /** Keeps one answer to each prompt for showdowns against later versions, and all of the starting policy's for rapid pairs. */
  remember(answers: AnswerPool, policyVersion: number): void;
  /** What is kept of the starting policy's answers, by prompt. */
  readonly ofStart: OlderAnswers;
  pairsOf(answers: AnswerPool, policyVersion: number): NewPair[];
  /** Adds the pairs of a version's answers to the pool. */
  add(answers: AnswerPool, policyVersion: number): Promise<void>;
  /**
   * Adds pairs of a version, the learner's present one, where few are left of what players are asked, or where comparisons were learnt from since they
   * were chosen, as after a rejection: true then.
   */
  refill(policyVersion: number, onStart: () => Promise<void>): Promise<boolean>;
  /** Adds a version's showdowns of answers that were picked, once; true then. It is promoted without them, so that no class waits for them. */
  addPicked(policyVersion: number, onStart: () => Promise<void>): Promise<boolean>;
  /** Why players of a game wait for pairs that don't come, as far as the last look told; null where none do. */
  readonly trouble: "withheld" | "overlong" | null;
}

/** A pool keeper that remembers no answers yet. */
export function keepPool(line: TrainingLine): PoolKeeper {
  const { arenaId, learner, schedule, stores, random, isSafe } = line;
  const older = new Map<string, readonly OlderAnswer[]>();
  const start = new Map<string, readonly OlderAnswer[]>();
  const own: PromptSource = { packId: undefined, prompts: line.prompts };
  const picked = pickedShowdowns(line, start);
  let pickedFor = 0;
  /** Comparisons that were known when the pairs of the newest version were chosen; 0 where another process chose them. */
  let chosenBy = 0;

  /** Packs whose host was told that the model can't read them. */
  const unreadable = new Set<string>();
  let isOverlong = false;
  let isWithheld = false;

  async function readablePacks(): Promise<PromptSource[]> {
    if (!line.answersAnything) return [];
    const packs = await stores.promptPacks.played(arenaId);
    isOverlong = false;
    return packs.flatMap((pack): PromptSource[] => {
      const prompts = splitPrompts(packPrompts(pack)).played.filter(({ text }) => line.canRead(text));
      if (prompts.length > 0) return [{ packId: pack.id, prompts }];
      isOverlong = true;
      if (!unreadable.has(pack.id)) {
        unreadable.add(pack.id);
        line.log.warn({ pack: pack.name }, "Every prompt of this pack is too long for the model: its game will wait");
      }
      return [];
    });
  }

  async function kept(): Promise<KeptPrompts[]> {
    const packs = line.answersAnything ? await stores.promptPacks.played(arenaId) : [];
    const ofPacks = packs.map((pack) => ({
      packId: pack.id,
      prompts: splitPrompts(packPrompts(pack)).kept.filter(({ text }) => line.canRead(text)),
    }));
    const enough = ofPacks.filter(({ prompts }) => prompts.length >= FINALE_PAIRS);
    const isOwnNeeded =
      packs.length === 0 || enough.length < packs.length || (await stores.promptPacks.playedWithout(arenaId));
    return isOwnNeeded ? [...enough, { packId: undefined, prompts: line.finalePrompts }] : enough;
  }

  async function asked(): Promise<AskedPrompts> {
    const packs = await readablePacks();
    // Answers that nobody is dealt would hold up those that a class waits for.
    const isOwnAsked = packs.length === 0 || (await stores.promptPacks.playedWithout(arenaId));
    const sources = isOwnAsked ? [...packs, own] : packs;
    return { key: sources.map(({ packId }) => packId ?? "").join(), sources };
  }

  function drawPrompts(count: number, prompts: readonly PoolPrompt[]): PoolPrompt[] {
    const left = prompts.slice();
    return Array.from(
      { length: Math.min(count, left.length) },
      () => left.splice(Math.floor(random() * left.length), 1)[0]!,
    );
  }
  const sample = (prompts: readonly PoolPrompt[]) => {
    const { poolPrompts, perPrompt } = schedule;
    const each = Math.max(perPrompt, Math.floor((poolPrompts * perPrompt) / Math.max(1, prompts.length)));
    return sampleAnswers(learner, prompts, each, line.decode, random);
  };
  const pairsOf = (answers: AnswerPool, policyVersion: number, meetings = schedule.meetings) => {
    chosenBy = learner.comparisons;
    return poolPairs(
      learner,
      answers,
      policyVersion,
      { showdown: older, rapid: policyVersion === 0 ? new Map() : start },
      schedule.showdowns,
      isSafe,
      random,
      meetings,
    );
  };

  /** Sources, by version and pack, whose answers made no pair that players may see: asking again at once would be all the trainer does. */
  const dry = new Set<string>();

  /** How fast each source's pairs of the newest version that was filled up are dealt. */
  const demands = new Map<string, PoolDemand>();
  let demandedVersion = 0;

  function demandOf(policyVersion: number, { packId }: PromptSource): PoolDemand {
    if (policyVersion !== demandedVersion) demands.clear();
    demandedVersion = policyVersion;
    const demand = demands.get(packId ?? "") ?? poolDemand(schedule, () => performance.now());
    demands.set(packId ?? "", demand);
    return demand;
  }

  async function add(answers: AnswerPool, policyVersion: number, meetings?: number): Promise<readonly NewPair[]> {
    const pairs = pairsOf(answers, policyVersion, meetings);
    await stores.pool.add(arenaId, pairs);
    return pairs;
  }

  async function fill(policyVersion: number, source: PromptSource, meetings: number): Promise<void> {
    const { packId, prompts } = source;
    const began = performance.now();
    const pairs = await add(await sample(drawPrompts(schedule.poolPrompts, prompts)), policyVersion, meetings);
    const rapid = pairs.filter(({ kind }) => kind === "rapid");
    demandOf(policyVersion, source).filled(rapid.length, performance.now() - began);
    if (pairs.length > 0) return;
    dry.add(`${policyVersion} ${packId}`);
    line.log.warn({ version: policyVersion, packId }, "No two answers of a whole pool may be shown to players");
  }

  function pickPrompts({ sources }: AskedPrompts, except: readonly PoolPrompt[] = []): PoolPrompt[] {
    const each = Math.max(1, Math.floor(schedule.poolPrompts / sources.length));
    return sources.flatMap(({ prompts }) =>
      drawPrompts(
        each,
        prompts.filter((prompt) => !except.includes(prompt)),
      ),
    );
  }

  return {
    asked,
    kept,
    ofStart: start,
    pickPrompts,
    sample,
    pairsOf: (answers, policyVersion) => pairsOf(answers, policyVersion),
    async add(answers, policyVersion) {
      await add(answers, policyVersion);
    },
    remember(answers, policyVersion) {
      for (const [prompt, some] of answersByPrompt(answers, policyVersion, isSafe)) {
        if (policyVersion === 0) start.set(prompt, some);
        older.set(prompt, [...(older.get(prompt) ?? []).slice(1 - KEEP_OLDER), some[0]!]);
      }
    },
    async refill(policyVersion, onStart) {
      let withheld = false;
      const present = await asked();
      if (chosenBy < learner.comparisons) {
        await onStart();
        await add(await sample(pickPrompts(present)), policyVersion);
        return true;
      }
      for (const source of present.sources) {
        const { rapid, showdown } = await stores.pool.remaining(arenaId, policyVersion, source.packId);
        const { lowWater, meetings } = demandOf(policyVersion, source).look(rapid);
        const isDry = dry.has(`${policyVersion} ${source.packId}`);
        withheld ||= isDry && rapid + showdown === 0;
        if (rapid >= lowWater || isDry) continue;
        await onStart();
        await fill(policyVersion, source, meetings);
        return true; // whatever else there is to do comes before the next one
      }
      isWithheld = withheld;
      return false;
    },
    async addPicked(policyVersion, onStart) {
      if (policyVersion <= pickedFor || !isPicking(line)) return false;
      await onStart();
      const { sources } = await asked();
      const each = Math.max(1, Math.floor(schedule.showdowns / sources.length));
      const drawn = sources.flatMap(({ prompts }) => drawPrompts(each, prompts));
      await stores.pool.add(arenaId, await picked(drawn, policyVersion));
      pickedFor = policyVersion;
      return true;
    },
    get trouble() {
      if (isOverlong) return "overlong";
      return isWithheld ? "withheld" : null;
    },
  };
}
