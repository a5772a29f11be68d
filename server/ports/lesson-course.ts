import type { LessonAnswer, LessonPlace } from "../../shared/round/lesson/lesson-state.ts";

/** What a player put into a step of a lesson. */
export interface LessonAnswerRecord {
  readonly key: string;
  readonly playerId: string;
  readonly answer: LessonAnswer;
  /** The host has taken the text off the screens. */
  readonly hidden: boolean;
}

/** The course of a lesson, for a process that goes on where another one died. */
export interface LessonCourse {
  /** A session's lesson, begun at this place where there is none yet. Players who were removed have put nothing in. */
  open(
    sessionId: string,
    start: LessonPlace,
  ): Promise<{
    /** Drawn when it was begun. */
    readonly seed: number;
    readonly place: LessonPlace;
    readonly answers: readonly LessonAnswerRecord[];
  }>;
  keep(sessionId: string, place: LessonPlace): Promise<void>;
  /** Stores what a player put in, in the place of what they had put in before; returns after the commit. `unknown`: no such player is in the session. */
  putIn(answer: { sessionId: string } & Omit<LessonAnswerRecord, "hidden">): Promise<"accepted" | "unknown">;
  /** Hides what a player wrote, or shows it again. */
  hide(sessionId: string, playerId: string, hidden: boolean): Promise<void>;
}
