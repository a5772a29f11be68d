import type { TrainingSettings } from "./training-settings.ts";

/** `POST /api/packs?name=NAME` takes the file as its body and answers with a stored pack of the host's own prompts. */
export interface PackStored {
  readonly packId: string;
  readonly name: string;
  readonly prompts: readonly string[];
  /** Rows of the file that had something in them. */
  readonly rows: number;
  /** Those of which nothing was taken. */
  readonly leftOut: readonly PackLeftOut[];
}

/** Why nothing was taken of a row of a pack: it was there before, it is too long, it has no prompt, half of a character, or more cells than the heading. */
export const PACK_REASONS = ["repeated", "tooLong", "noPrompt", "broken", "cells"] as const;
type PackReason = (typeof PACK_REASONS)[number];

export interface PackLeftOut {
  /** Its place, from 1: a line, a row with the heading counted, or an item of a list. */
  readonly row: number;
  readonly why: PackReason;
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
  /** Whether the trainer has read the model yet: what it answers isn't known before. */
  readonly isModelKnown: boolean;
  /** How the model of a new arena learns. */
  readonly newArena: TrainingSettings;
}
