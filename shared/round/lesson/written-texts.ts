import { shuffled } from "../../random/shuffled.ts";
import { taskOf } from "./lesson-acts.ts";
import { answersTo, keyOf, type LessonState, textKey } from "./lesson-state.ts";
import { drawOf } from "./questions.ts";
import { STEPS } from "./stops.ts";

/** Texts of the class that fit on the big screen. */
const MOST_SHOWN = 6;

const WRITING = { place: "imitates", step: STEPS.imitates.findIndex(({ kind }) => kind === "write") } as const;

/** A text that a player wrote, as the host is shown it. */
export interface WrittenText {
  readonly playerId: string;
  readonly text: string;
  readonly hidden: boolean;
}

/** What the class wrote in the present run, for the host, in the order in which it came. */
export function textsForHost(lesson: LessonState): readonly WrittenText[] {
  const key = keyOf({ ...WRITING, runs: lesson.runs });
  return [...answersTo(lesson, key)].flatMap(([playerId, answer]) =>
    "text" in answer ? [{ playerId, text: answer.text, hidden: lesson.hidden.has(textKey(key, playerId)) }] : [],
  );
}

/** What the class wrote, for everybody: without names, in a drawn order, and without what the host has hidden. */
export function writtenTexts(lesson: LessonState): {
  readonly prompt: string;
  readonly texts: readonly string[];
  readonly written: number;
} {
  const all = textsForHost(lesson);
  const fit = all.flatMap(({ text, hidden }) => (hidden ? [] : [text]));
  const texts = shuffled(fit, drawOf(lesson, WRITING)).slice(0, MOST_SHOWN);
  return { prompt: taskOf({ ...lesson, ...WRITING }), texts, written: all.length };
}
