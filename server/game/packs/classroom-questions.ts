import { readFileSync } from "node:fs";
import { type SplitPrompts, splitPrompts } from "./pack-prompts.ts";
import { readPromptPack } from "./read-prompt-pack.ts";

const FILE = new URL("classroom-questions.txt", import.meta.url);

/**
 * The pack that ships: what a model of the user's is asked where the host has no questions of their own. They explain, advise, tell, compare and
 * invent by turns, and one in four is kept, so that those that are kept do all of it too.
 */
export const CLASSROOM_QUESTIONS: readonly string[] = readPromptPack(readFileSync(FILE), "text/plain");

/** The same with their ids in the pool, of which none is a host's pack. */
export const classroomPrompts: SplitPrompts<{ readonly id: string; readonly text: string }> = splitPrompts(
  CLASSROOM_QUESTIONS.map((text, i) => ({ id: `classroom:${i}`, text })),
);
