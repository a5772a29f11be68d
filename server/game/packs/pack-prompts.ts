import type { PolicyRecord } from "../../ports/models.ts";
import type { PromptPackRecord } from "../../ports/sessions.ts";

/** A pack's prompts under the ids that they have in the pool: by them a session is dealt those of its own pack, or of none. */
export const packPrompts = ({ id, prompts }: PromptPackRecord): { readonly id: string; readonly text: string }[] =>
  prompts.map((text, i) => ({ id: `pack:${id}:${i}`, text }));

/** Whether an arena's model answers whatever it's asked: an adopted one does, which version 0 tells by its adapter. */
export const answersAnything = ([first]: readonly PolicyRecord[]): boolean =>
  first !== undefined && "adapterRank" in first.metrics;
