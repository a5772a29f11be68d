/** The stops of the lesson, in order: how a language model is made, and what can go wrong. */
export const LESSON_STOPS = ["reads", "imitates", "taste", "practises", "cheats", "ways"] as const;
export type LessonStop = (typeof LESSON_STOPS)[number];

/** Where a lesson can be: it begins with everybody's joining, and ends with what the class has found. */
export const PLACES = ["welcome", ...LESSON_STOPS, "farewell"] as const;
export type LessonPlaceName = (typeof PLACES)[number];

/**
 * What a step asks of players: to look (`watch`), to choose among a few (`choose`), to write (`write`), or to vote in a rapid beat, from
 * which the model learns (`vote`).
 */
export interface LessonStep {
  readonly kind: "watch" | "choose" | "write" | "vote";
  readonly name: StepName;
  /** Which of several steps of one name it is, from 0. */
  readonly nth: number;
}

const watch = (name: StepName): LessonStep => ({ kind: "watch", name, nth: 0 });
const several = (kind: LessonStep["kind"], name: StepName, count: number): readonly LessonStep[] =>
  Array.from({ length: count }, (_, nth) => ({ kind, name, nth }));

/** What a step shows; its words on screen are called by it. */
export const STEP_NAMES = [
  "welcome",
  "growing",
  "nextWord",
  "accuracy",
  "before",
  "demonstrate",
  "demonstrated",
  "bets",
  "hits",
  "best",
  "tries",
  "runaway",
  "leash",
  "leashed",
  "rival",
  "feedback",
  "principles",
  "obeyed",
  "farewell",
] as const;
export type StepName = (typeof STEP_NAMES)[number];

export const STEPS: Readonly<Record<LessonPlaceName, readonly LessonStep[]>> = {
  welcome: [watch("welcome")],
  reads: [watch("growing"), ...several("choose", "nextWord", 4), watch("accuracy")],
  imitates: [watch("before"), ...several("write", "demonstrate", 1), watch("demonstrated")],
  taste: [...several("vote", "bets", 3), watch("hits")],
  practises: [...several("choose", "best", 2), watch("tries")],
  cheats: [watch("runaway"), ...several("choose", "leash", 3), watch("leashed")],
  ways: [...several("choose", "rival", 3), watch("feedback"), ...several("choose", "principles", 1), watch("obeyed")],
  farewell: [watch("farewell")],
};

/** Minutes that a stop takes in a class; told to the host alone, and nothing ends by them. */
export const STOP_MINUTES: Readonly<Record<LessonStop, number>> = {
  reads: 3,
  imitates: 3,
  taste: 4,
  practises: 2,
  cheats: 3,
  ways: 4,
};

/** How many options a player marks in a step's question. */
export const picksOf = (name: StepName): number => (name === "principles" ? 3 : 1);

export const isStop = (place: LessonPlaceName): place is LessonStop =>
  (LESSON_STOPS as readonly LessonPlaceName[]).includes(place);

/** The stop of a number from 1 on; null where there is none. */
export const stopNumbered = (number: number): LessonStop | null => LESSON_STOPS[number - 1] ?? null;
