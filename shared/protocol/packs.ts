import type { TrainingSettings } from "./training-settings.ts";

/** `POST /api/packs?name=NAME` takes the file as its body and answers with a stored pack of the host's own prompts. */
export interface PackStored {
  readonly packId: string;
  readonly name: string;
  readonly prompts: readonly string[];
}

export const MAX_PACK_BYTES = 2 * 1024 * 1024;
export const MAX_PACK_PROMPTS = 500;
/** In characters. */
export const MAX_PROMPT_LENGTH = 300;

/** `text/plain` is one prompt a line, unless it looks like one of the others. */
export const PACK_TYPES = ["application/json", "text/csv", "text/plain"] as const;
export type PackType = (typeof PACK_TYPES)[number];

/** Which model at hand answers prompts of the host's own: the one that learns, one outside this server, or none. */
export const PACK_ANSWERING = ["policy", "external", "nobody"] as const;
export type PackAnswering = (typeof PACK_ANSWERING)[number];

/** `GET /api/host`: what hosting on this server takes. */
export interface HostInfo {
  readonly passwordNeeded: boolean;
  readonly ownPrompts: PackAnswering;
  /** What players are asked where the host has no questions of their own; null: prompts of the pocket world. */
  readonly classroomQuestions: readonly string[] | null;
  /** How the model of a new arena learns. */
  readonly newArena: TrainingSettings;
}
