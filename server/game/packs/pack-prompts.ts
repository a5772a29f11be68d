import type { PolicyRecord } from "../../ports/models.ts";
import type { PromptPackRecord } from "../../ports/sessions.ts";

/** A pack's prompts with their ids in the pool. By these ids a session is dealt prompts of its own pack alone, or of no pack. */
export const packPrompts = ({ id, prompts }: PromptPackRecord): { readonly id: string; readonly text: string }[] =>
  prompts.map((text, i) => ({ id: `pack:${id}:${i}`, text }));

/** Whether an arena's model answers any prompt. An adopted model does; its version 0 has an adapter. */
export const answersAnything = ([first]: readonly PolicyRecord[]): boolean =>
  first !== undefined && "adapterRank" in first.metrics;
