import type { PackAnswering } from "../../../shared/protocol/packs.ts";
import type { PolicyRecord } from "../../ports/models.ts";
import type { PromptPackRecord } from "../../ports/sessions.ts";

/** A pack's prompts with their ids in the pool. By these ids a session is dealt prompts of its own pack alone, or of no pack. */
export const packPrompts = ({ id, prompts }: PromptPackRecord): { readonly id: string; readonly text: string }[] =>
  prompts.map((text, i) => ({ id: `pack:${id}:${i}`, text }));

/** A pack of at least so many prompts keeps some for the end of a game; of a shorter one each is wanted before. */
const LEAST_SPLIT = 12;
/** One in so many is kept. */
const KEPT_EVERY = 4;

/** A pack's prompts, and which of them are for what. */
export interface SplitPrompts<T = string> {
  readonly all: readonly T[];
  /** Those that models answer in a game's rounds, and learn from. */
  readonly played: readonly T[];
  /** Those that are new to everybody in a game's finale: no round and no training has them. None of a short pack. */
  readonly kept: readonly T[];
}

export function splitPrompts<T>(prompts: readonly T[]): SplitPrompts<T> {
  const isKept = (index: number) => prompts.length >= LEAST_SPLIT && index % KEPT_EVERY === KEPT_EVERY - 1;
  return { all: prompts, played: prompts.filter((_, i) => !isKept(i)), kept: prompts.filter((_, i) => isKept(i)) };
}

/**
 * Who answers a pack. An adopted model answers any prompt; its version 0 has an adapter. The pocket model knows those of its world alone.
 * @param externalModels those that the server knows
 */
export function packAnswering([first]: readonly PolicyRecord[], externalModels: readonly string[]): PackAnswering {
  if (first !== undefined && "adapterRank" in first.metrics) return "policy";
  return externalModels.length > 0 ? "external" : "nobody";
}
