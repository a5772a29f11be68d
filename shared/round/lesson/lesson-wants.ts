import type { ExhibitName, ExhibitParameters } from "../../protocol/lesson.ts";
import { answersTo, keyOf, type LessonState } from "./lesson-state.ts";
import { chosenPrinciples } from "./questions.ts";
import { type LessonPlaceName, PLACES, STEPS, type StepName } from "./stops.ts";

/** What the trainer makes for a step. */
const EXHIBIT_OF: Partial<Readonly<Record<StepName, ExhibitName>>> = {
  growing: "reads",
  nextWord: "reads",
  accuracy: "reads",
  before: "imitates",
  demonstrate: "imitates",
  demonstrated: "imitates",
  best: "practises",
  tries: "practises",
  runaway: "cheats",
  leash: "cheats",
  leashed: "cheats",
  rival: "dpo",
  feedback: "feedback",
  obeyed: "constitution",
};

export const exhibitOf = (name: StepName): ExhibitName | null => EXHIBIT_OF[name] ?? null;

/** What a lesson asks the trainer for, with what, and which time. */
export interface WantedExhibit {
  readonly exhibit: ExhibitName;
  readonly parameters: ExhibitParameters;
  /** Rises when the stop begins anew: then it is made anew. */
  readonly run: number;
}

/** The place from which on an exhibit is asked for: where it takes long, a stop ahead. What the class hasn't voted on yet can't be asked for. */
const ASKED_FROM: Readonly<Record<Exclude<ExhibitName, "constitution">, LessonPlaceName>> = {
  reads: "welcome",
  imitates: "welcome",
  practises: "practises",
  cheats: "practises",
  dpo: "cheats",
  feedback: "cheats",
};

/** What the lesson needs by now, in the order in which it needs it. */
export function wantedExhibits(lesson: LessonState): readonly WantedExhibit[] {
  const reached = PLACES.indexOf(lesson.place);
  const wanted: WantedExhibit[] = [];
  for (const [exhibit, from] of Object.entries(ASKED_FROM) as [keyof typeof ASKED_FROM, LessonPlaceName][])
    if (reached >= PLACES.indexOf(from)) wanted.push({ exhibit, parameters: {}, run: runOf(lesson, exhibit) });
  const principles = areChosen(lesson) ? chosenPrinciples(lesson) : [];
  if (principles.length > 0)
    wanted.push({ exhibit: "constitution", parameters: { principles }, run: runOf(lesson, "constitution") });
  return wanted;
}

/** What can be given out at once when a lesson is opened in the middle comes first; what is gone by is not asked for. */
const runOf = ({ runs }: LessonState, exhibit: ExhibitName): number => {
  const [place] = Object.entries(STEPS).find(([, steps]) => steps.some(({ name }) => EXHIBIT_OF[name] === exhibit))!;
  return runs[place as LessonPlaceName];
};

/** The class has chosen its principles: the step is closed, or left behind. */
function areChosen(lesson: LessonState): boolean {
  const at = STEPS.ways.findIndex(({ name }) => name === "principles");
  const key = keyOf({ place: "ways", step: at, runs: lesson.runs });
  if (answersTo(lesson, key).size === 0) return false;
  if (lesson.place !== "ways") return lesson.place === "farewell";
  return lesson.step > at || (lesson.step === at && lesson.closed);
}
