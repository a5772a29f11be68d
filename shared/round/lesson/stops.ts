/** The stops of the lesson, in order: how a language model is made, and what can go wrong. */
export const LESSON_STOPS = ["reads", "imitates", "taste", "practises", "cheats", "ways"] as const;
export type LessonStop = (typeof LESSON_STOPS)[number];
