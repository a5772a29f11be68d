import type { ArenaId } from "./arena-id.ts";

/** Answers of policy versions to the same few prompts, for show: they are never dealt. */
export interface Showcase {
  add(
    arenaId: ArenaId,
    version: number,
    answers: readonly {
      prompt: { readonly id: string; readonly text: string };
      text: string;
      tokens: readonly number[];
    }[],
  ): Promise<void>;
  has(arenaId: ArenaId, version: number): Promise<boolean>;
  /** By prompt, then version. */
  of(
    arenaId: ArenaId,
    versions: readonly number[],
  ): Promise<readonly { prompt: string; version: number; text: string }[]>;
}
