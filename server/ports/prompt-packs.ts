import type { ArenaId } from "./arena-id.ts";

export interface PromptPackRecord {
  readonly id: string;
  readonly name: string;
  readonly prompts: readonly string[];
}

/** Prompts that a host brought along; at most 500. */
export interface PromptPacks {
  add(pack: { name: string; prompts: readonly string[] }): Promise<PromptPackRecord>;
  byId(id: string): Promise<PromptPackRecord | null>;
  /** Those that the machine has to answer: of the duels that were opened within a day and go on. */
  played(arenaId: ArenaId): Promise<readonly PromptPackRecord[]>;
}
