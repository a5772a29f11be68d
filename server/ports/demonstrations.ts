import type { ArenaId } from "./arena-id.ts";

/** Players' answers that were preferred to the machine's and are not hidden, oldest first: what a fine-tuning could learn from. */
export interface Demonstrations {
  list(
    arenaId: ArenaId,
  ): Promise<
    readonly { readonly prompt: string; readonly text: string; readonly share: number; readonly votes: number }[]
  >;
}
