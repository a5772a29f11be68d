import type { PackAnswering } from "../../../shared/protocol/packs.ts";
import type { PolicyRecord } from "../../ports/models.ts";
import type { PromptPackRecord } from "../../ports/sessions.ts";

/** A pack's prompts with their ids in the pool. By these ids a session is dealt prompts of its own pack alone, or of no pack. */
export const packPrompts = ({ id, prompts }: PromptPackRecord): { readonly id: string; readonly text: string }[] =>
  prompts.map((text, i) => ({ id: `pack:${id}:${i}`, text }));

/**
 * Who answers a pack. An adopted model answers any prompt; its version 0 has an adapter. The pocket model knows those of its world alone.
 * @param externalModels those that the server knows
 */
export function packAnswering([first]: readonly PolicyRecord[], externalModels: readonly string[]): PackAnswering {
  if (first !== undefined && "adapterRank" in first.metrics) return "policy";
  return externalModels.length > 0 ? "external" : "nobody";
}
