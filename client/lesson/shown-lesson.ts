import type { LessonScreen, LessonWaiting } from "../../shared/round/lesson/screens.ts";
import { isStop, LESSON_STOPS, type LessonStep, STEPS, type StepName } from "../../shared/round/lesson/stops.ts";
import type { RoomView } from "../../shared/round/view.ts";
import type { LessonView } from "../../shared/round/view-learning.ts";
import { t } from "../i18n/t.ts";
import type { Term } from "./glossary-terms.ts";

/** The lesson itself is on the screens: neither a beat of one of its votes nor a game in between. */
export function isLessonShown(view: RoomView): view is RoomView & { lesson: LessonView } {
  return view.lesson !== null && !view.lesson.away && view.phase === "lobby";
}

/** Where the lesson is, which styles go by; "" in a game. */
export const placeShown = ({ lesson }: RoomView): string => (lesson === null || lesson.away ? "" : lesson.place);

/** Changes when another screen of the lesson is to be made; "" while none is shown. */
export function lessonKey(view: RoomView): string {
  return isLessonShown(view) ? `${view.lesson.key}/${view.lesson.closed}/${view.lesson.screen === ""}` : "";
}

export const stepShown = ({ place, step }: LessonView): LessonStep => STEPS[place][step] ?? STEPS[place][0]!;

export const screenShown = ({ screen }: LessonView): LessonScreen | null => (screen === "" ? null : JSON.parse(screen));

export const waitingShown = ({ waiting }: LessonView): LessonWaiting | null =>
  waiting === "" ? null : JSON.parse(waiting);

/** "Stop 3 of 6", "" before the first and after the last. */
export function stopNumber({ place }: LessonView): string {
  return isStop(place)
    ? t("lesson.number", { number: LESSON_STOPS.indexOf(place) + 1, count: LESSON_STOPS.length })
    : "";
}

/** The field's words for what a step shows. */
export const TERMS_OF: Partial<Readonly<Record<StepName, readonly Term[]>>> = {
  growing: ["pretraining"],
  nextWord: ["pretraining"],
  accuracy: ["pretraining"],
  before: ["sft"],
  demonstrate: ["sft"],
  demonstrated: ["sft"],
  bets: ["rewardModel"],
  hits: ["rewardModel"],
  best: ["ppo", "rewardModel"],
  tries: ["ppo", "kl"],
  runaway: ["overOptimisation", "kl"],
  leash: ["overOptimisation"],
  leashed: ["overOptimisation", "kl"],
  rival: ["dpo", "ppo"],
  feedback: ["aiFeedback"],
  principles: ["constitution"],
  obeyed: ["constitution"],
};
